/**
 * Recipes: the parameters of one technique. They travel in events, fill in their own defaults and refuse values that
 * cannot work, naming the path. Deployment settings have no place here.
 */
package dev.ordo.events.recipe;
