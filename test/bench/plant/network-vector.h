/*
 * The same derivative for vector units: blocks of chambers and of links turned into planes, no branch inside a block,
 * one third-order step for the temperature, and r^k as exp(k ln r) from one logarithm for each chamber. Compiled with
 * -Ofast, so that the compiler has vectors of exp and log. Included by network.c with -DVECTOR.
 */
/* What links ask of a chamber, one cache line. */
typedef struct {
  double p, ln_p, kappa, two_by_kappa, critical, ln_critical, p_by_root, unused;
} Vent;

static Vent *vent;
static double (*per_kg)[8], *guess;

static void update_block(const State *restrict s, State *restrict d, int base) {
  double n[SPECIES][BLOCK], u[BLOCK], t[BLOCK], p[BLOCK], gamma[BLOCK], mass[BLOCK], rs_t[BLOCK];
  for (int i = 0; i < BLOCK; i++) {
    for (int k = 0; k < SPECIES; k++) n[k][i] = s[base + i].n[k];
    u[i] = s[base + i].u, t[i] = guess[base + i], p[i] = chamber[base + i].volume;
  }
#pragma omp simd
  for (int i = 0; i < BLOCK; i++) {
    const double x = n[0][i], y = n[1][i], z = n[2][i], noble = n[3][i] + n[4][i] + n[5][i];
    const double total = x + y + z + noble;
    double a[FIT];
    for (int j = 0; j < FIT; j++) a[j] = x * A[0][j] + y * A[1][j] + z * A[2][j] + noble * A[3][j];
    mass[i] = x * MOLAR_MASS[0] + y * MOLAR_MASS[1] + z * MOLAR_MASS[2] + n[3][i] * MOLAR_MASS[3] +
              n[4][i] * MOLAR_MASS[4] + n[5][i] * MOLAR_MASS[5];
    double k = t[i];
    const double per_cv = 1 / (cp_r(a, k) - total);
    const double step = (u[i] / GAS_CONSTANT - (h_r(a, k) - total * k)) * per_cv;
    const double bend = a[1] + k * (2 * a[2] + k * (3 * a[3] + 4 * k * a[4]));
    k += step - bend * per_cv / 2 * step * step;
    const double cp = cp_r(a, k), nrt = total * GAS_CONSTANT * k;
    t[i] = k;
    gamma[i] = cp / (cp - total);
    p[i] = nrt / p[i];
    rs_t[i] = nrt / mass[i];
    u[i] = (u[i] + nrt) / mass[i];
  }
  double ln_p[BLOCK], kappa[BLOCK], ln_critical[BLOCK], critical[BLOCK];
#pragma omp simd
  for (int i = 0; i < BLOCK; i++) {
    kappa[i] = (gamma[i] - 1) / gamma[i];
    ln_p[i] = log(p[i]);
    ln_critical[i] = log(2 / (gamma[i] + 1)) / kappa[i];
    critical[i] = exp(ln_critical[i]);
    rs_t[i] = p[i] / sqrt(rs_t[i]);
    mass[i] = 1 / mass[i];
  }
  for (int i = 0; i < BLOCK; i++) {
    const int c = base + i;
    const double to_gas = chamber[c].to_gas_w_k * (s[c].wall_k - t[i]);
    vent[c] = (Vent){p[i], ln_p[i], kappa[i], 2 / kappa[i], critical[i], ln_critical[i], rs_t[i], 0};
    for (int k = 0; k < SPECIES; k++) per_kg[c][k] = n[k][i] * mass[i], d[c].n[k] = 0;
    per_kg[c][SPECIES] = u[i];
    guess[c] = t[i];
    d[c].u = chamber[c].heat_w + to_gas;
    d[c].wall_k = -(to_gas + chamber[c].to_ambient_w_k * (s[c].wall_k - ambient_k)) / chamber[c].wall_j_k;
  }
}

static void flow_block(State *restrict d, const Link *restrict l) {
  const double ln_laminar = log(laminar);
  double flow[BLOCK], r[BLOCK], ln_r[BLOCK], kappa[BLOCK], two_by_kappa[BLOCK], critical[BLOCK], ln_critical[BLOCK];
  for (int i = 0; i < BLOCK; i++) {
    const Link *link = &l[i];
    const int forward = vent[link->from].p >= vent[link->to].p;
    const Vent *up = &vent[forward ? link->from : link->to], *down = &vent[forward ? link->to : link->from];
    r[i] = down->p / up->p, ln_r[i] = down->ln_p - up->ln_p;
    kappa[i] = up->kappa, two_by_kappa[i] = up->two_by_kappa;
    critical[i] = up->critical, ln_critical[i] = up->ln_critical;
    flow[i] = (forward ? link->cda : -link->cda) * up->p_by_root;
  }
#pragma omp simd
  for (int i = 0; i < BLOCK; i++) {
    const int linear = r[i] > laminar, choked = ln_r[i] < ln_critical[i];
    const double band = linear ? (1 - r[i]) / (1 - laminar) : 1;
    const double ln_ratio = linear ? ln_laminar : choked ? ln_critical[i] : ln_r[i];
    const double ratio = linear ? laminar : choked ? critical[i] : r[i];
    const double y = exp(kappa[i] * ln_ratio);
    flow[i] *= band * ratio / y * sqrt(two_by_kappa[i] * (1 - y));
  }
  for (int i = 0; i < BLOCK; i++) {
    double *from = (double *)&d[l[i].from], *to = (double *)&d[l[i].to];
    const double *carried = per_kg[flow[i] > 0 ? l[i].from : l[i].to];
    for (int k = 0; k < 8; k++) from[k] -= flow[i] * carried[k], to[k] += flow[i] * carried[k];
  }
}

static void derivative(const State *s, State *d) {
  for (int c = 0; c < chambers; c += BLOCK) update_block(s, d, c);
  for (int l = 0; l < links; l += BLOCK) flow_block(d, &link_[l]);
}
