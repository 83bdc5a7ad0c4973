package dev.ordo.orchestrator;

import dev.ordo.artifacts.Catalog;
import dev.ordo.artifacts.s3.S3ObjectStore;
import dev.ordo.artifacts.s3.StoreSettings;
import dev.ordo.dataset.Fingerprints;
import dev.ordo.events.stage.CheckpointRef;
import dev.ordo.events.stage.DatasetRef;
import dev.ordo.orchestrator.plan.ModelCatalog;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The store's catalogue, for names in requests and for people who ask what there is. */
@ApplicationScoped
class StoreBeans {

    @Produces
    @Singleton
    S3ObjectStore store(OrchestratorSettings settings) {
        OrchestratorSettings.S3 s3 = settings.s3();
        return new S3ObjectStore(new StoreSettings(s3.endpoint(), s3.accessKey(), s3.secretKey(), s3.bucket()));
    }

    void close(@Disposes S3ObjectStore store) {
        store.close();
    }

    @Produces
    @Singleton
    Catalog catalog(S3ObjectStore store) {
        return new Catalog(store);
    }

    @Produces
    @Singleton
    BoundedCatalog names(Catalog catalog, OrchestratorSettings settings) {
        return new BoundedCatalog(unbounded(catalog), settings.orchestrator().lookUpLimit());
    }

    void close(@Disposes BoundedCatalog names) {
        names.close();
    }

    private static ModelCatalog unbounded(Catalog catalog) {
        return new ModelCatalog() {
            @Override
            public CheckpointRef model(String name) {
                return catalog.model(name).checkpoint();
            }

            @Override
            public DatasetRef data(String name) {
                return catalog.data(name).data();
            }

            @Override
            public Fingerprints fingerprints(DatasetRef set) {
                return catalog.fingerprints(set);
            }
        };
    }
}
