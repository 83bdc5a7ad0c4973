/** Events about whole studies: the request that opens one, and the status that readers follow. */
package dev.ordo.events.study;
