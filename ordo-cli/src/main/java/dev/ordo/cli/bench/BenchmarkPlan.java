package dev.ordo.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What to measure on.
 *
 * @param shape its name, or the file it is in
 * @param config the model's config.json
 * @param sequence tokens of the one sequence of a batch
 */
public record BenchmarkPlan(String shape, JsonNode config, int sequence, int threads) {}
