# Ordo's images, from what `./ordo images` (or `mvn package`) has built. Targets: worker (ARG SERVICE), orchestrator, ordo-cli.
#
# DEVICE=cuda puts the workers on PyTorch's CUDA libraries; everything else stays as it is. Nothing is fetched when a
# container runs. The root file system is never written: only /var/lib/ordo is, a volume that must allow programs.

ARG JRE_IMAGE=eclipse-temurin:17.0.20.1_1-jre-noble
ARG CUDA_IMAGE=pytorch/pytorch:2.7.1-cuda12.8-cudnn9-runtime
ARG DEVICE=cpu

FROM ${JRE_IMAGE} AS jre
RUN mkdir -p /var/lib/ordo/permit && chown -R 10001:10001 /var/lib/ordo

# What the workers have in common goes to one layer of all four images; own modules (dev.ordo.*) change most and come last.
FROM jre AS libraries
WORKDIR /build
COPY orchestrator/target/quarkus-app orchestrator
COPY pruner-svc/target/quarkus-app pruner-svc
COPY distiller-svc/target/quarkus-app distiller-svc
COPY quantizer-svc/target/quarkus-app quantizer-svc
COPY evaluator-svc/target/quarkus-app evaluator-svc
RUN mkdir -p workers third-party && mv orchestrator/lib/main/[!d]* third-party/ \
    && for jar in pruner-svc/lib/main/[!d]*; do \
         name=$(basename "$jar"); \
         if [ -f "distiller-svc/lib/main/$name" ] && [ -f "quantizer-svc/lib/main/$name" ] && [ -f "evaluator-svc/lib/main/$name" ]; then \
           mv "$jar" workers/ && rm ./*-svc/lib/main/"$name"; \
         fi; \
       done

FROM jre AS command
COPY ordo-cli/target/lib /opt/ordo/lib
COPY ordo-cli/target/ordo-cli-*.jar /opt/ordo/ordo.jar

# Unpacked here, so that no container has to: PyTorch, its bridge to Java, the tokenizers. DJL leaves it to its owner alone.
FROM command AS natives
RUN DJL_OFFLINE=true DJL_CACHE_DIR=/opt/djl java -cp /opt/ordo/ordo.jar dev.ordo.cli.stack.NativesMain \
    && chmod -R a+rX /opt/djl && rm /opt/ordo/lib/pytorch-native-*.jar

FROM jre AS cpu
COPY --from=natives /opt/djl /opt/djl
ENV DJL_CACHE_DIR=/opt/djl

# The bridge to Java (4 MB) is unpacked into the volume when a container starts: here no driver is there to load it with.
FROM ${CUDA_IMAGE} AS cuda
COPY --from=jre /opt/java/openjdk /opt/java/openjdk
RUN mkdir -p /var/lib/ordo/permit && chown -R 10001:10001 /var/lib/ordo
ENV JAVA_HOME=/opt/java/openjdk PATH=/opt/java/openjdk/bin:$PATH \
    PYTORCH_LIBRARY_PATH=/opt/conda/lib/python3.11/site-packages/torch/lib PYTORCH_VERSION=2.7.1 PYTORCH_FLAVOR=cu128 \
    DJL_CACHE_DIR=/var/lib/ordo/djl ORDO_DEVICE=cuda

# Tensors lie outside the heap: it has a quarter of the container's memory, and the rest is what work is measured against.
FROM ${DEVICE} AS worker
ARG SERVICE
COPY --from=libraries /build/workers /opt/ordo/lib/main
COPY --from=libraries /build/${SERVICE} /opt/ordo
ENV QUARKUS_HTTP_HOST=0.0.0.0 QUARKUS_HTTP_PORT=8080 ORDO_SCRATCH=/var/lib/ordo DJL_OFFLINE=true OMP_WAIT_POLICY=PASSIVE \
    JDK_JAVA_OPTIONS="-XX:MaxRAMPercentage=25 -XX:+ExitOnOutOfMemoryError -XX:-UsePerfData -Djava.io.tmpdir=/var/lib/ordo"
USER 10001:10001
EXPOSE 8080
HEALTHCHECK --interval=5s --timeout=3s --start-period=120s CMD ["bash", "-c", \
    "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /q/health/ready HTTP/1.0\\r\\n\\r\\n' >&3 && grep -q ' 200 OK' <&3"]
ENTRYPOINT ["java", "-jar", "/opt/ordo/quarkus-run.jar"]

FROM jre AS orchestrator
COPY --from=libraries /build/third-party /opt/ordo/lib/main
COPY --from=libraries /build/orchestrator /opt/ordo
ENV QUARKUS_HTTP_HOST=0.0.0.0 QUARKUS_HTTP_PORT=8080 ORDO_SCRATCH=/var/lib/ordo \
    JDK_JAVA_OPTIONS="-XX:MaxRAMPercentage=50 -XX:+ExitOnOutOfMemoryError -XX:-UsePerfData -Djava.io.tmpdir=/var/lib/ordo"
USER 10001:10001
EXPOSE 8080
HEALTHCHECK --interval=5s --timeout=3s --start-period=120s CMD ["bash", "-c", \
    "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /q/health/ready HTTP/1.0\\r\\n\\r\\n' >&3 && grep -q ' 200 OK' <&3"]
ENTRYPOINT ["java", "-jar", "/opt/ordo/quarkus-run.jar"]

# The ordo command for jobs beside the services: `setup` and whatever else talks to them. It computes nothing itself.
FROM jre AS ordo-cli
COPY --from=natives /opt/ordo /opt/ordo
ENV ORDO_HOME=/var/lib/ordo \
    JDK_JAVA_OPTIONS="-XX:MaxRAMPercentage=50 -XX:+UseSerialGC -XX:-UsePerfData -Djava.io.tmpdir=/var/lib/ordo"
USER 10001:10001
ENTRYPOINT ["java", "-Dordo.log.level=OFF", "-jar", "/opt/ordo/ordo.jar"]
