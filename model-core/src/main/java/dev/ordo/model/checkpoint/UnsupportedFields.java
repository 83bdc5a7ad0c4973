package dev.ordo.model.checkpoint;

import java.util.List;
import java.util.Map;

/**
 * Fields by which configurations of other models, or of variants of the families that Ordo computes, ask for other arithmetic. A
 * checkpoint that states one would be computed wrongly, so each is refused unless its value changes nothing. Fields that concern
 * training alone (dropout, initializers) or speed (caches, parallelism) are let through.
 */
final class UnsupportedFields {
    /** Fields with the one value that leaves the arithmetic as it is. */
    private static final Map<String, Object> NEUTRAL = Map.ofEntries(
            Map.entry("hidden_act", "silu"),
            Map.entry("mlp_bias", false),
            Map.entry("use_mrope", false),
            Map.entry("rope_interleaved", false),
            Map.entry("is_encoder_decoder", false),
            Map.entry("add_cross_attention", false),
            Map.entry("is_causal", true),
            Map.entry("partial_rotary_factor", 1.0),
            Map.entry("rotary_pct", 1.0),
            Map.entry("attention_multiplier", 1.0),
            Map.entry("embedding_multiplier", 1.0),
            Map.entry("residual_multiplier", 1.0),
            Map.entry("logits_scaling", 1.0),
            Map.entry("logit_scale", 1.0),
            Map.entry("parallel_residual", false),
            Map.entry("use_parallel_residual", false),
            Map.entry("attn_temperature_tuning", false),
            Map.entry("num_experts", 0),
            Map.entry("num_local_experts", 0),
            Map.entry("n_routed_experts", 0));

    /** Fields that have no such value. */
    private static final List<String> REFUSED = List.of(
            "attn_logit_softcapping",
            "final_logit_softcapping",
            "query_pre_attn_scalar",
            "attention_chunk_size",
            "no_rope_layers",
            "no_rope_layer_interval",
            "clip_qkv",
            "kv_lora_rank",
            "q_lora_rank",
            "moe_intermediate_size",
            "vision_config",
            "text_config",
            "auto_map");

    private UnsupportedFields() {}

    /** @throws UnsupportedConfigException naming the field */
    static void refuse(ConfigFields fields) {
        NEUTRAL.forEach(fields::only);
        REFUSED.forEach(fields::none);
    }
}
