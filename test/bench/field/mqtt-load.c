/*
 * Load for an MQTT 3.1.1 broker: a farm of devices, each with a connection and a topic of its own, and the subscribers
 * that a site has: its driver, which names every topic, and others that take all. A device has at most so many messages
 * under way that the driver has not received, so that no broker needs to drop any.
 *
 *   mqtt-load <port> <devices> <under way> <qos> <others> <ms>
 *
 * Prints one line of JSON: messages that the driver received per second, how many in all, and the median and 99th
 * percentile of the time from a device to the driver. Each subscriber checks that no message of a device is missing,
 * double or out of order; the exit status is 1 where one is.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MAX_UNDER_WAY 64
#define INBOX 65536
#define OUTBOX 65536

struct connection {
  int fd;
  int is_device;
  int packet_id;
  uint32_t sent, received, acknowledged;
  uint32_t *expected; /* of a subscriber: the next number of each device */
  size_t have, used;
  unsigned char in[INBOX], out[OUTBOX];
};

static struct connection **all;
static double (*sent_at)[MAX_UNDER_WAY];
static double *latencies;
static size_t latency_count, latency_room;
static int devices, under_way, qos, others, wrong;
static uint64_t delivered;
static int measuring, stopping;

static void fail(const char *what) {
  perror(what);
  exit(2);
}

static double now_s(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void flush_out(struct connection *c) {
  size_t done = 0;
  while (done < c->used) {
    ssize_t n = write(c->fd, c->out + done, c->used - done);
    if (n > 0) done += (size_t)n;
    else if (n < 0 && errno == EAGAIN) break;
    else fail("write");
  }
  memmove(c->out, c->out + done, c->used - done);
  c->used -= done;
}

static unsigned char *room(struct connection *c, size_t bytes) {
  while (c->used + bytes > OUTBOX) flush_out(c);
  unsigned char *at = c->out + c->used;
  c->used += bytes;
  return at;
}

static size_t header(unsigned char *to, int first, size_t length) {
  size_t at = 0;
  to[at++] = (unsigned char)first;
  do {
    to[at] = length & 127;
    length >>= 7;
    if (length > 0) to[at] |= 128;
    at++;
  } while (length > 0);
  return at;
}

/* What a thermometer behind Tasmota says, with a number in the place of its identity. */
static void publish(struct connection *c, int device) {
  char body[256];
  int topic = snprintf(body + 2, 64, "tele/device%05d/SENSOR", device);
  body[0] = 0;
  body[1] = (char)topic;
  int at = 2 + topic;
  if (qos > 0) {
    c->packet_id = c->packet_id % 65535 + 1;
    body[at++] = (char)(c->packet_id >> 8);
    body[at++] = (char)c->packet_id;
  }
  at += snprintf(body + at, sizeof body - (size_t)at,
                 "{\"Time\":\"1970-01-01T00:00:00\",\"DS18B20\":{\"Id\":\"%012u\",\"Temperature\":22.5},\"TempUnit\":\"C\"}",
                 c->sent);
  unsigned char head[5];
  size_t head_bytes = header(head, 0x30 | (qos << 1), (size_t)at);
  unsigned char *to = room(c, head_bytes + (size_t)at);
  memcpy(to, head, head_bytes);
  memcpy(to + head_bytes, body, (size_t)at);
  sent_at[device][c->sent % MAX_UNDER_WAY] = now_s();
  c->sent++;
}

static void publish_more(int device) {
  struct connection *c = all[device];
  uint32_t settled = c->received;
  if (qos > 0 && c->acknowledged < settled) settled = c->acknowledged;
  while (!stopping && c->sent - settled < (uint32_t)under_way) publish(c, device);
  if (c->used > 0) flush_out(c);
}

static void take_publish(struct connection *c, int first, const unsigned char *body, size_t length) {
  int got_qos = (first >> 1) & 3;
  size_t topic = (size_t)(body[0] << 8 | body[1]);
  int device = atoi((const char *)body + 2 + 11);
  size_t at = 2 + topic;
  if (got_qos > 0) {
    unsigned char *ack = room(c, 4);
    ack[0] = 0x40;
    ack[1] = 2;
    ack[2] = body[at];
    ack[3] = body[at + 1];
    at += 2;
  }
  /* The number stands behind {"Time":"1970-01-01T00:00:00","DS18B20":{"Id":" */
  if (length - at < 60 || device >= devices) {
    wrong++;
    return;
  }
  uint32_t number = (uint32_t)strtoul((const char *)body + at + 48, NULL, 10);
  if (number != c->expected[device]) wrong++;
  c->expected[device] = number + 1;
  if (c != all[devices]) return;
  all[device]->received = number + 1;
  if (!measuring) return;
  delivered++;
  if (latency_count < latency_room) {
    latencies[latency_count++] = now_s() - sent_at[device][number % MAX_UNDER_WAY];
  }
}

/* Takes one packet; false when there is none whole. */
static int take_packet(struct connection *c, size_t *at) {
  size_t p = *at, length = 0, shift = 0;
  if (c->have - p < 2) return 0;
  int first = c->in[p++];
  int more = 1;
  while (more) {
    if (p >= c->have) return 0;
    length |= (size_t)(c->in[p] & 127) << shift;
    shift += 7;
    more = c->in[p++] & 128;
  }
  if (c->have - p < length) return 0;
  if ((first >> 4) == 3) take_publish(c, first, c->in + p, length);
  else if ((first >> 4) == 4) c->acknowledged++;
  *at = p + length;
  return 1;
}

static int read_some(struct connection *c) {
  ssize_t n = read(c->fd, c->in + c->have, INBOX - c->have);
  if (n == 0) {
    fprintf(stderr, "the broker closed a connection\n");
    exit(2);
  }
  if (n < 0) {
    if (errno == EAGAIN) return 0;
    fail("read");
  }
  c->have += (size_t)n;
  return 1;
}

static void take_all(struct connection *c) {
  size_t at = 0;
  while (take_packet(c, &at));
  memmove(c->in, c->in + at, c->have - at);
  c->have -= at;
  if (c->used > 0) flush_out(c);
}

static void expect(struct connection *c, int type) {
  size_t at = 0;
  for (;;) {
    if (c->have >= 2 && c->have >= (size_t)c->in[1] + 2) break;
    read_some(c);
  }
  if ((c->in[0] >> 4) != type) {
    fprintf(stderr, "expected packet type %d, got %d\n", type, c->in[0] >> 4);
    exit(2);
  }
  at = (size_t)c->in[1] + 2;
  memmove(c->in, c->in + at, c->have - at);
  c->have -= at;
}

static struct connection *join(int port, const char *name) {
  struct connection *c = calloc(1, sizeof *c);
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  c->fd = socket(AF_INET, SOCK_STREAM, 0);
  if (c->fd < 0 || connect(c->fd, (struct sockaddr *)&to, sizeof to) < 0) fail("connect");
  int one = 1;
  setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  size_t length = strlen(name);
  unsigned char *p = room(c, 14 + length);
  memcpy(p, "\x10\x00\x00\x04MQTT\x04\x02\x00\x00\x00\x00", 14);
  p[1] = (unsigned char)(12 + length);
  p[13] = (unsigned char)length;
  memcpy(p + 14, name, length);
  flush_out(c);
  expect(c, 2);
  return c;
}

static void subscribe(struct connection *c, const char *filter, int at_qos) {
  size_t length = strlen(filter);
  unsigned char *p = room(c, 7 + length);
  p[0] = 0x82;
  p[1] = (unsigned char)(5 + length);
  p[2] = 0;
  p[3] = 1;
  p[4] = 0;
  p[5] = (unsigned char)length;
  memcpy(p + 6, filter, length);
  p[6 + length] = (unsigned char)at_qos;
  flush_out(c);
  expect(c, 9);
}

static int by_size(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return x < y ? -1 : x > y;
}

static void run(int poll, double seconds) {
  struct epoll_event events[512];
  double until = now_s() + seconds;
  while (now_s() < until) {
    int n = epoll_wait(poll, events, 512, 20);
    int heard = 0;
    for (int i = 0; i < n; i++) {
      struct connection *c = events[i].data.ptr;
      if (!read_some(c)) continue;
      if (!c->is_device) heard = 1;
      take_all(c);
    }
    if (!heard && qos == 0) continue;
    for (int d = 0; d < devices; d++) publish_more(d);
  }
}

int main(int argc, char **argv) {
  if (argc != 7) return 2;
  int port = atoi(argv[1]);
  devices = atoi(argv[2]);
  under_way = atoi(argv[3]);
  qos = atoi(argv[4]);
  others = atoi(argv[5]);
  double seconds = atof(argv[6]) / 1000;
  struct rlimit limit = {65536, 65536};
  setrlimit(RLIMIT_NOFILE, &limit);
  int count = devices + 1 + others;
  all = calloc((size_t)count, sizeof *all);
  sent_at = calloc((size_t)devices, sizeof *sent_at);
  latency_room = 4 * 1000 * 1000;
  latencies = malloc(latency_room * sizeof *latencies);
  char text[64];
  for (int i = 0; i < count; i++) {
    snprintf(text, sizeof text, "load-%d", i);
    all[i] = join(port, text);
    all[i]->is_device = i < devices;
    if (i >= devices) all[i]->expected = calloc((size_t)devices, sizeof(uint32_t));
  }
  for (int d = 0; d < devices; d++) {
    snprintf(text, sizeof text, "tele/device%05d/SENSOR", d);
    subscribe(all[devices], text, 1);
  }
  for (int i = devices + 1; i < count; i++) subscribe(all[i], "#", 0);
  int poll = epoll_create1(0);
  for (int i = 0; i < count; i++) {
    fcntl(all[i]->fd, F_SETFL, O_NONBLOCK);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = all[i]};
    epoll_ctl(poll, EPOLL_CTL_ADD, all[i]->fd, &event);
  }
  for (int d = 0; d < devices; d++) publish_more(d);
  run(poll, seconds / 4);
  measuring = 1;
  double began = now_s();
  run(poll, seconds);
  double took = now_s() - began;
  stopping = 1;
  measuring = 0;
  run(poll, 0.1);
  qsort(latencies, latency_count, sizeof *latencies, by_size);
  uint64_t total = 0;
  for (int d = 0; d < devices; d++) total += all[d]->received;
  printf("{\"perS\":%.0f,\"p50Us\":%.1f,\"p99Us\":%.1f,\"total\":%llu}\n", (double)delivered / took,
         latency_count ? latencies[latency_count / 2] * 1e6 : 0,
         latency_count ? latencies[latency_count * 99 / 100] * 1e6 : 0, (unsigned long long)total);
  if (wrong > 0) fprintf(stderr, "%d messages missing, double or out of order\n", wrong);
  return wrong > 0;
}
