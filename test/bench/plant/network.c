/*
 * The same plant and the same scheme in plain scalar C: amounts, internal energy and wall temperature of every
 * chamber, NASA-7 polynomials, Newton for the temperature, nozzle flow with a linear part, classical Runge-Kutta.
 * Written from the text of the reference problem, not from the product, so that it is a check as well as a pace.
 *
 *   network <problem> <readings>      both files are arrays of doubles, laid out as peer.ts says
 *
 * With -DTEXTBOOK the flow law is computed as the problem prints it, with two powers for a subsonic flow and one to
 * tell whether it is; without, with the product's one power. With -DVECTOR the derivative is network-vector.h's.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define SPECIES 6
#define FIT 6
#define GAS_CONSTANT 8.31446261815324
#ifdef VECTOR
#define BLOCK 64
#else
#define BLOCK 1
#endif

/* N2, O2, H2O, He, Ne, Ar: a1 ... a6 of 200 K to 1000 K, NASA TM-4513 (1993). */
static const double A[SPECIES][FIT] = {
    {3.53100528, -1.23660987e-4, -5.02999437e-7, 2.43530612e-9, -1.40881235e-12, -1046.97628},
    {3.78245636, -2.99673415e-3, 9.847302e-6, -9.68129508e-9, 3.24372836e-12, -1063.94356},
    {4.19864056, -2.0364341e-3, 6.52040211e-6, -5.48797062e-9, 1.77197817e-12, -30293.7267},
    {2.5, 0, 0, 0, 0, -745.375},
    {2.5, 0, 0, 0, 0, -745.375},
    {2.5, 0, 0, 0, 0, -745.375},
};
static const double MOLAR_MASS[SPECIES] = {28.014e-3, 31.998e-3, 18.015e-3, 4.002602e-3, 20.1797e-3, 39.95e-3};

typedef struct {
  double n[SPECIES], u, wall_k;
} State;

typedef struct {
  double volume, heat_w, wall_j_k, to_gas_w_k, to_ambient_w_k;
} Chamber;

typedef struct {
  double t, p, gamma, rs, h_kg, per_kg[SPECIES];
} Gas;

typedef struct {
  int from, to;
  double cda;
} Link;

/* Room for whole blocks: further chambers are copies of the first, further links are closed. */
static int chambers, links, room;
static double ambient_k, laminar;
static Chamber *chamber;
static Link *link_;
static Gas *gas;

static double cp_r(const double *a, double t) { return a[0] + t * (a[1] + t * (a[2] + t * (a[3] + t * a[4]))); }

static double h_r(const double *a, double t) {
  return a[5] + t * (a[0] + t * (a[1] / 2 + t * (a[2] / 3 + t * (a[3] / 4 + t * a[4] / 5))));
}

static void mix(const double *n, double *a) {
  for (int j = 0; j < FIT; j++) a[j] = 0;
  for (int k = 0; k < SPECIES; k++)
    for (int j = 0; j < FIT; j++) a[j] += n[k] * A[k][j];
}

static void update_gas(Gas *g, const State *s, double volume) {
  double a[FIT], total = 0, mass = 0, t = g->t;
  mix(s->n, a);
  for (int k = 0; k < SPECIES; k++) total += s->n[k], mass += s->n[k] * MOLAR_MASS[k];
  for (double step = t; fabs(step) > 1e-8 * t; t += step)
    step = (s->u / GAS_CONSTANT - (h_r(a, t) - total * t)) / (cp_r(a, t) - total);
  const double nr = total * GAS_CONSTANT, cp = GAS_CONSTANT * cp_r(a, t);
  g->t = t;
  g->p = nr * t / volume;
  g->gamma = cp / (cp - nr);
  g->rs = nr / mass;
  g->h_kg = (s->u + nr * t) / mass;
  for (int k = 0; k < SPECIES; k++) g->per_kg[k] = s->n[k] / mass;
}

#ifdef VECTOR
#include "network-vector.h"
#else
/* Mass flow per area and upstream pressure over the root of Rs T. */
static double nozzle(double g, double r) {
#ifdef TEXTBOOK
  const double critical = pow(2 / (g + 1), g / (g - 1));
  if (r <= critical) r = critical;
  return sqrt(2 * g / (g - 1) * (pow(r, 2 / g) - pow(r, (g + 1) / g)));
#else
  const double sonic = 2 / (g + 1), y = r < 0.48 ? 0 : pow(r, (g - 1) / g);
  if (y <= sonic) return sqrt(g * sonic) * pow(sonic, 1 / (g - 1));
  return r / y * sqrt(2 * g / (g - 1) * (1 - y));
#endif
}

static double mass_flow(const Gas *up, const Gas *down, double cda) {
  const double r = down->p / up->p;
  const double phi = r > laminar ? nozzle(up->gamma, laminar) * (1 - r) / (1 - laminar) : nozzle(up->gamma, r);
  return cda * up->p / sqrt(up->rs * up->t) * phi;
}

static void derivative(const State *s, State *d) {
  for (int i = 0; i < chambers; i++) {
    const Chamber *c = &chamber[i];
    update_gas(&gas[i], &s[i], c->volume);
    const double to_gas = c->to_gas_w_k * (s[i].wall_k - gas[i].t);
    for (int k = 0; k < SPECIES; k++) d[i].n[k] = 0;
    d[i].u = c->heat_w + to_gas;
    d[i].wall_k = -(to_gas + c->to_ambient_w_k * (s[i].wall_k - ambient_k)) / c->wall_j_k;
  }
  for (int l = 0; l < links; l++) {
    const int forward = gas[link_[l].from].p >= gas[link_[l].to].p;
    const int up = forward ? link_[l].from : link_[l].to, down = forward ? link_[l].to : link_[l].from;
    const double flow = mass_flow(&gas[up], &gas[down], link_[l].cda);
    for (int k = 0; k < SPECIES; k++) {
      d[up].n[k] -= flow * gas[up].per_kg[k];
      d[down].n[k] += flow * gas[up].per_kg[k];
    }
    d[up].u -= flow * gas[up].h_kg;
    d[down].u += flow * gas[up].h_kg;
  }
}
#endif

/* to = base + h * slope, all numbers of all chambers. */
static void along(State *to, const State *base, double h, const State *slope) {
  const int size = room * (int)(sizeof(State) / sizeof(double));
  double *t = (double *)to;
  const double *b = (const double *)base, *s = (const double *)slope;
  for (int i = 0; i < size; i++) t[i] = b[i] + h * s[i];
}

static void runge_kutta(State *y, State *slope, State *sum, State *trial, double h) {
  derivative(y, slope);
  along(sum, y, h / 6, slope);
  along(trial, y, h / 2, slope);
  derivative(trial, slope);
  along(sum, sum, h / 3, slope);
  along(trial, y, h / 2, slope);
  derivative(trial, slope);
  along(sum, sum, h / 3, slope);
  along(trial, y, h, slope);
  derivative(trial, slope);
  along(y, sum, h / 6, slope);
}

static const double *read_chamber(const double *in, Chamber *c, Gas *g, State *s) {
  double a[FIT];
  c->volume = *in++;
  g->t = *in++;
  const double total = *in++ * c->volume / (GAS_CONSTANT * g->t);
  for (int k = 0; k < SPECIES; k++) s->n[k] = total * *in++;
  mix(s->n, a);
  s->u = GAS_CONSTANT * (h_r(a, g->t) - total * g->t);
  c->heat_w = *in++;
  c->wall_j_k = *in++;
  c->to_gas_w_k = *in++;
  c->to_ambient_w_k = *in++;
  s->wall_k = *in++;
  return in;
}

static double *read_file(const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file) return NULL;
  fseek(file, 0, SEEK_END);
  const long size = ftell(file);
  rewind(file);
  double *data = malloc(size);
  const int whole = data && fread(data, 1, size, file) == (size_t)size;
  fclose(file);
  return whole ? data : NULL;
}

static int write_readings(const char *path, const State *y) {
  FILE *file = fopen(path, "wb");
  if (!file) return 0;
  for (int i = 0; i < chambers; i++) {
    double total = 0, out[SPECIES + 3];
    update_gas(&gas[i], &y[i], chamber[i].volume);
    for (int k = 0; k < SPECIES; k++) total += y[i].n[k];
    for (int k = 0; k < SPECIES; k++) out[k] = y[i].n[k] / total;
    out[SPECIES] = gas[i].p, out[SPECIES + 1] = gas[i].t, out[SPECIES + 2] = y[i].wall_k;
    fwrite(out, sizeof out, 1, file);
  }
  return fclose(file) == 0;
}

int main(int argc, char **argv) {
  const double *in = argc == 3 ? read_file(argv[1]) : NULL;
  if (!in) return 2;
  chambers = (int)*in++, links = (int)*in++;
  const double step_s = *in++;
  const int rounds = (int)*in++, steps = (int)*in++;
  ambient_k = *in++, laminar = *in++;
  room = (chambers + BLOCK - 1) / BLOCK * BLOCK;
  chamber = calloc(room, sizeof *chamber), gas = calloc(room, sizeof *gas);
  link_ = calloc(links + BLOCK, sizeof *link_);
  State *y = calloc(4 * room, sizeof *y);
  if (!chamber || !gas || !link_ || !y) return 3;
  for (int i = chambers; i < room; i++) read_chamber(in, &chamber[i], &gas[i], &y[i]);
  for (int i = 0; i < chambers; i++) in = read_chamber(in, &chamber[i], &gas[i], &y[i]);
#ifdef VECTOR
  vent = calloc(room, sizeof *vent), per_kg = calloc(room, sizeof *per_kg), guess = calloc(room, sizeof *guess);
  if (!vent || !per_kg || !guess) return 3;
  for (int i = 0; i < room; i++) guess[i] = gas[i].t;
#endif
  for (int l = 0; l < links; l++, in += 3) link_[l] = (Link){(int)in[0], (int)in[1], in[2]};
  printf("[");
  for (int round = 0; round < rounds; round++) {
    struct timespec a, b;
    clock_gettime(CLOCK_MONOTONIC, &a);
    for (int i = 0; i < steps; i++) runge_kutta(y, y + room, y + 2 * room, y + 3 * room, step_s);
    clock_gettime(CLOCK_MONOTONIC, &b);
    printf("%s%.0f", round ? "," : "", (b.tv_sec - a.tv_sec) * 1e9 + (b.tv_nsec - a.tv_nsec));
  }
  printf("]\n");
  return write_readings(argv[2], y) ? 0 : 3;
}
