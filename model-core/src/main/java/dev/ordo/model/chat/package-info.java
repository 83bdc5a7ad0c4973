/**
 * Conversations as tokens: the checkpoint's own chat template, rendered in a sandbox since templates are programs that strangers
 * wrote, and the mask that tells what the assistant says from what it is told. Knows no files of data and no model.
 */
package dev.ordo.model.chat;
