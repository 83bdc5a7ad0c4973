package dev.ordo.model.chat;

import java.util.BitSet;

/**
 * A conversation as tokens.
 *
 * @param ids token ids
 * @param counted which of them the assistant says, its end of turn included
 */
@SuppressWarnings("ArrayRecordComponent")
public record ChatTokens(int[] ids, BitSet counted) {}
