/*
 * The streaming analyses that have a plain counterpart, in plain C: Goertzel, lock-in of one tone, phase lock, cumulative
 * sums. Written from the formulas in the headers of src/signal, so that it is a check as well as a pace.
 *
 *   signal <name> <rounds> <samples a round>     prints {"roundNs": […], "values": […]}
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PI 3.14159265358979323846
#define PERIOD_S 0.01

static double input(long n) { return 3 + sin(2 * PI * 1.3 * PERIOD_S * (double)n) + 0.3 * sin(0.7 * (double)n); }

static double now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return 1e9 * (double)t.tv_sec + (double)t.tv_nsec;
}

static double g1, g2, g_coefficient;
static void goertzel(long n, double x) {
  (void)n;
  double now = x + g_coefficient * g1 - g2;
  g2 = g1;
  g1 = now;
}

static double normal[3][3], squares[3][3], right[3], power, weight, origin;
static long count;
static void lock_in(long n, double x) {
  double turns = 1.3 * (n * PERIOD_S), fading = exp(-PERIOD_S / 20);
  double rad = 2 * PI * (turns - floor(turns)), basis[3] = {1, cos(rad), sin(rad)};
  if (count == 0) origin = x;
  if (count > 0) {
    for (int i = 0; i < 3; i++) {
      right[i] *= fading;
      for (int j = 0; j < 3; j++) {
        normal[i][j] *= fading;
        squares[i][j] *= fading * fading;
      }
    }
    power *= fading;
    weight *= fading;
  }
  for (int i = 0; i < 3; i++) {
    right[i] += basis[i] * (x - origin);
    for (int j = 0; j <= i; j++) {
      normal[i][j] += basis[i] * basis[j];
      squares[i][j] += basis[i] * basis[j];
    }
  }
  power += (x - origin) * (x - origin);
  weight += 1;
  count++;
}

static double theta, omega, re, im, offset, error, error_squared, innovation_squared;
static int started;
static double wrapped(double rad) {
  double turns = rad / (2 * PI);
  return 2 * PI * (turns - floor(turns));
}
static void phase_lock(long n, double x) {
  (void)n;
  const double w = 2 * PI * 0.02, a = 6.4 * w, kp = 8 * w * w / a, ki = 5 * w * w * w / a;
  if (!started) {
    started = 1;
    offset = x;
    return;
  }
  theta = wrapped(theta + omega * PERIOD_S - expm1(-kp * PERIOD_S) * error);
  omega = fmin(2 * PI * 1.6, fmax(2 * PI * 1.0, omega + ki * error * PERIOD_S));
  double c = cos(theta), s = sin(theta), innovation = x - (re * c - im * s) - offset;
  double gain = -expm1(-2 * a * PERIOD_S), share = -expm1(-w * PERIOD_S);
  re += gain * innovation * c;
  im -= gain * innovation * s;
  offset -= expm1(-a * PERIOD_S / 2) * innovation;
  error = atan2(im, re);
  innovation_squared += share * (innovation * innovation - innovation_squared);
  error_squared += share * (error * error - error_squared);
}

static double up, down, alarms;
static void onset(long n, double x) {
  (void)n;
  up = fmax(0, up + (x - 3) - 0.5);
  down = fmax(0, down - (x - 3) - 0.5);
  if (up >= 5.0 || down >= 5.0) {
    alarms += 1;
    up = down = 0;
  }
}

int main(int argc, char **argv) {
  (void)argc;
  long rounds = atol(argv[2]), samples = atol(argv[3]), n = 0;
  void (*push)(long, double) = !strcmp(argv[1], "goertzel")  ? goertzel
                               : !strcmp(argv[1], "lock-in") ? lock_in
                               : !strcmp(argv[1], "phase lock") ? phase_lock
                                                                : onset;
  double *values = malloc(sizeof(double) * (size_t)samples);
  g_coefficient = 2 * cos(2 * PI * 1.3 * PERIOD_S);
  omega = 2 * PI * 1.3;
  error_squared = PI * PI;
  printf("{\"roundNs\":[");
  for (long round = 0; round < rounds; round++) {
    for (long i = 0; i < samples; i++) values[i] = input(n + i);
    double from = now_ns();
    for (long i = 0; i < samples; i++) push(n + i, values[i]);
    printf("%s%.0f", round ? "," : "", now_ns() - from);
    n += samples;
  }
  printf("],\"values\":[");
  if (push == goertzel) printf("%.17g,%.17g", g1, g2);
  if (push == lock_in) printf("%.17g,%.17g,%.17g,%.17g", right[1], normal[1][1], squares[2][1], power);
  if (push == phase_lock) printf("%.17g,%.17g,%.17g,%.17g", re, im, omega, offset);
  if (push == onset) printf("%.17g,%.17g,%.17g", up, down, alarms);
  printf("]}\n");
  return 0;
}
