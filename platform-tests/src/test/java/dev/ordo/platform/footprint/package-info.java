/** Estimates of what work takes, held against what it is seen to take. */
package dev.ordo.platform.footprint;
