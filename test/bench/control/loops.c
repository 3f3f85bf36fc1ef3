/* The loops of loops.ts as a C programmer would write them: structures in an array, doubles, one pass for each scan.
   Arguments: count, rounds, scans per round, file for the readings. Prints the nanoseconds of each round. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define DT 0.01

typedef struct {
  double gain, ti, td, n, b, tt, low, high, rise, fall, filter, set_point;
  double pv, seen, output, integral, derivative;
  int controlling;
  double positions[2];
} loop;

static double clamp(double value, double low, double high) {
  return fmin(high, fmax(low, value));
}

static void step(loop *l) {
  double before = l->seen;
  l->seen = l->controlling ? before + DT / (l->filter + DT) * (l->pv - before) : l->pv;
  double proportional = l->gain * (l->b * l->set_point - l->seen);
  double derivative = 0;
  if (l->controlling) {
    double decay = l->td / (l->td + l->n * DT);
    derivative = decay * l->derivative - l->gain * l->n * decay * (l->seen - before);
  }
  double integral = l->controlling ? l->integral : l->output - proportional;
  double wanted = proportional + integral + derivative;
  if (!isfinite(wanted)) {
    l->controlling = 0;
    return;
  }
  double limited = clamp(wanted, l->low, l->high);
  double output = clamp(limited, l->output - l->fall * DT, l->output + l->rise * DT);
  l->integral = integral + l->gain * (l->set_point - l->seen) * DT / l->ti + (output - wanted) * fmin(1, DT / l->tt);
  l->derivative = derivative;
  l->output = output;
  l->controlling = 1;
}

static double position(double output, double from, double to) {
  return clamp((output - from) / (to - from), 0, 1);
}

static void scan(loop *loops, long count) {
  double decay = 1 - DT / 5;
  for (long i = 0; i < count; i++) {
    loop *l = loops + i;
    step(l);
    l->positions[0] = position(l->output, 0, 1);
    l->positions[1] = position(l->output, 0, -1);
    l->pv = decay * l->pv + (1 - decay) * (1e5 + 3e5 * (l->positions[0] - l->positions[1]));
  }
}

int main(int argc, char **argv) {
  if (argc != 5) return 2;
  long count = atol(argv[1]), rounds = atol(argv[2]), scans = atol(argv[3]);
  loop *loops = calloc(count, sizeof *loops);
  if (loops == NULL) return 1;
  for (long i = 0; i < count; i++) {
    double set_point = 1.2e5 + (i * 37 % 250) * 1e3;
    loops[i] = (loop){.gain = 20.0 * 2 / 10e5, .ti = 1, .td = 0.2, .n = 10, .b = 0.7, .tt = sqrt(1 * 0.2), .low = -1,
                      .high = 1, .rise = 2, .fall = 2, .filter = 0.05, .set_point = set_point, .pv = 1e5};
  }
  printf("[");
  for (long round = 0; round < rounds; round++) {
    struct timespec from, to;
    clock_gettime(CLOCK_MONOTONIC, &from);
    for (long i = 0; i < scans; i++) scan(loops, count);
    clock_gettime(CLOCK_MONOTONIC, &to);
    printf("%s%.0f", round == 0 ? "" : ",", (to.tv_sec - from.tv_sec) * 1e9 + (to.tv_nsec - from.tv_nsec));
  }
  printf("]\n");
  FILE *file = fopen(argv[4], "wb");
  if (file == NULL) return 1;
  for (long i = 0; i < count; i++) fwrite((double[]){loops[i].output, loops[i].pv}, sizeof(double), 2, file);
  return fclose(file) == 0 ? 0 : 1;
}
