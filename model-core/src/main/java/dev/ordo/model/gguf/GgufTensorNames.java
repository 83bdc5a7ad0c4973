package dev.ordo.model.gguf;

import java.util.Map;

/** llama.cpp's names for the tensors of a checkpoint. */
final class GgufTensorNames {
    private static final String LAYERS = "model.layers.";
    private static final Map<String, String> MODEL = Map.of(
            "model.embed_tokens.weight", "token_embd.weight",
            "model.norm.weight", "output_norm.weight",
            "lm_head.weight", "output.weight");
    private static final Map<String, String> MODULES = Map.ofEntries(
            Map.entry("input_layernorm", "attn_norm"),
            Map.entry("self_attn.q_proj", "attn_q"),
            Map.entry("self_attn.k_proj", "attn_k"),
            Map.entry("self_attn.v_proj", "attn_v"),
            Map.entry("self_attn.o_proj", "attn_output"),
            Map.entry("self_attn.q_norm", "attn_q_norm"),
            Map.entry("self_attn.k_norm", "attn_k_norm"),
            Map.entry("post_attention_layernorm", "ffn_norm"),
            Map.entry("mlp.gate_proj", "ffn_gate"),
            Map.entry("mlp.up_proj", "ffn_up"),
            Map.entry("mlp.down_proj", "ffn_down"));

    private GgufTensorNames() {}

    /** The name in the file of a checkpoint's tensor, as {@code blk.3.attn_q.weight} of layer 3's {@code q_proj}. */
    static String of(String name) {
        if (!name.startsWith(LAYERS)) {
            return MODEL.get(name);
        }
        int layerEnd = name.indexOf('.', LAYERS.length());
        int moduleEnd = name.lastIndexOf('.');
        String module = name.substring(layerEnd + 1, moduleEnd);
        return "blk." + name.substring(LAYERS.length(), layerEnd) + "." + MODULES.get(module)
                + name.substring(moduleEnd);
    }
}
