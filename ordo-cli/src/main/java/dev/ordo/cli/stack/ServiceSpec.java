package dev.ordo.cli.stack;

import java.util.List;

/**
 * One of Ordo's services on this machine.
 *
 * @param name its module, and the name of its process
 * @param heapMegabytes limit of its heap; tensors lie outside it
 * @param worker whether it computes: workers give way to the broker and the orchestrator
 */
public record ServiceSpec(String name, int heapMegabytes, boolean worker) {
    public static final ServiceSpec ORCHESTRATOR = new ServiceSpec("orchestrator", 256, false);
    public static final ServiceSpec PRUNER = new ServiceSpec("pruner-svc", 1024, true);
    public static final ServiceSpec DISTILLER = new ServiceSpec("distiller-svc", 1024, true);
    public static final ServiceSpec QUANTIZER = new ServiceSpec("quantizer-svc", 1024, true);
    public static final ServiceSpec EVALUATOR = new ServiceSpec("evaluator-svc", 1024, true);

    /** All services, in the order of their start. */
    public static final List<ServiceSpec> ALL = List.of(ORCHESTRATOR, PRUNER, DISTILLER, QUANTIZER, EVALUATOR);
}
