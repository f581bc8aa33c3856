/*
 * How long something took.
 */

#pragma once

/* Seconds since some moment in the past; never goes back. */
double stopwatch_now(void);
