package dev.ordo.stage.worker;

import dev.ordo.events.recipe.DistillRecipe;
import dev.ordo.events.recipe.PruneRecipe;
import dev.ordo.events.recipe.Recipe;
import dev.ordo.events.stage.StageWork;
import dev.ordo.events.stage.Work;
import dev.ordo.stage.Progress;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/** Sees from the progress of work how many tokens have passed through its model. What begins at less is another pass. */
final class TokenCount implements Progress {
    private final Progress progress;
    private final Work work;
    private final LongConsumer tokens;
    private long counted;

    /** @param tokens told of every number of tokens once */
    TokenCount(Progress progress, Work work, LongConsumer tokens) {
        this.progress = progress;
        this.work = work;
        this.tokens = tokens;
    }

    @Override
    public void heed() {
        progress.heed();
    }

    @Override
    public boolean isLeaving() {
        return progress.isLeaving();
    }

    /** These tokens were counted where they were seen. */
    @Override
    public synchronized void resumed(long done, String unit) {
        counted = done * tokensIn(unit);
    }

    @Override
    public <T> T away(Supplier<T> waiting) {
        return progress.away(waiting);
    }

    @Override
    public synchronized void report(long done, long total, String unit) {
        long each = tokensIn(unit);
        if (each > 0) {
            long now = done * each;
            tokens.accept(now < counted ? now : now - counted);
            counted = now;
        }
        progress.report(done, total, unit);
    }

    /** Zero for what is no measure of tokens: bytes, layers. */
    private long tokensIn(String unit) {
        Recipe recipe = work instanceof StageWork stage ? stage.recipe() : null;
        if (unit.equals("step") && recipe instanceof DistillRecipe distill) {
            return (long) distill.batchSize() * distill.sequenceLength();
        }
        if (unit.equals("sequence") && recipe instanceof PruneRecipe prune) {
            return prune.sequenceLength();
        }
        return unit.equals("token") ? 1 : 0;
    }
}
