/**
 * One class of ours, {@link ai.djl.pytorch.jni.ScriptModule}, in DJL's package: the native calls it needs are
 * package-private there. It knows nothing of models and has no users but {@code dev.ordo.model.torch}.
 */
package ai.djl.pytorch.jni;
