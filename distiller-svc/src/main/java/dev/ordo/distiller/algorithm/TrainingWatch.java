package dev.ordo.distiller.algorithm;

import dev.ordo.model.training.TrainingProgress;

/** Looks on while a student trains. */
public interface TrainingWatch {
    /** Nobody does. */
    TrainingWatch NONE = new TrainingWatch() {
        @Override
        public void stepped(TrainingProgress step) {}

        @Override
        public void measured(HeldOutScore score) {}
    };

    void stepped(TrainingProgress step);

    void measured(HeldOutScore score);
}
