/**
 * Low-rank adapters of linear layers, as PEFT computes and stores them: beside a weight W (rows, columns) a pair A (rank, columns) and B (rows,
 * rank), which make of it W + alpha / rank * B A.
 *
 * <p>Knows no files: {@code dev.ordo.model.checkpoint} reads and writes them.
 *
 * @see <a href="https://arxiv.org/abs/2106.09685">Hu et al. 2021, LoRA</a>
 */
package dev.ordo.model.adapter;
