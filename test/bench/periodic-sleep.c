/* What the kernel itself offers: a loop that sleeps until each multiple of a period, and how late it woke up. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  const long period_ns = atol(argv[1]) * 1000;
  const long count = atol(argv[2]);
  double *late_ms = malloc(count * sizeof *late_ms);
  struct timespec due, now;
  clock_gettime(CLOCK_MONOTONIC, &due);
  for (long i = 0; i < count; i++) {
    due.tv_nsec += period_ns;
    while (due.tv_nsec >= 1000000000L) due.tv_nsec -= 1000000000L, due.tv_sec++;
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &due, NULL);
    clock_gettime(CLOCK_MONOTONIC, &now);
    late_ms[i] = (now.tv_sec - due.tv_sec) * 1e3 + (now.tv_nsec - due.tv_nsec) / 1e6;
  }
  qsort(late_ms, count, sizeof *late_ms, ascending);
  printf("{\"p50\":%.4f,\"p99\":%.4f,\"max\":%.4f}\n", late_ms[count / 2], late_ms[count * 99 / 100], late_ms[count - 1]);
  return 0;
}
