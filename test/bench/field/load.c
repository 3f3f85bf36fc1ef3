/*
 * One load for every Modbus TCP server: reads of holding registers over many connections, each with a fixed number of
 * requests under way. Every reply is checked. Prints one line of JSON.
 *
 *   load <port> <connections> <requests under way> <milliseconds>
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { REGISTERS = 10, REQUEST_BYTES = 12, REPLY_BYTES = 9 + 2 * REGISTERS, MAX_UNDER_WAY = 256 };
enum { MAX_CONNECTIONS = 1024, MAX_SAMPLES = 1 << 22 };

struct connection {
  int fd;
  uint16_t sent;
  uint16_t received;
  int pending;
  uint8_t bytes[MAX_UNDER_WAY * REPLY_BYTES];
  int64_t sent_ns[MAX_UNDER_WAY];
};

static struct connection connections[MAX_CONNECTIONS];
static uint32_t samples[MAX_SAMPLES];
static long sample_count;
static long replies;
static long total;

static int64_t now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static void ask(struct connection *c, int count) {
  uint8_t out[MAX_UNDER_WAY * REQUEST_BYTES];
  int64_t now = now_ns();
  for (int i = 0; i < count; i++) {
    uint8_t *request = out + i * REQUEST_BYTES;
    uint16_t id = c->sent++;
    const uint8_t frame[REQUEST_BYTES] = {id >> 8, id & 255, 0, 0, 0, 6, 1, 3, 0, 0, 0, REGISTERS};
    memcpy(request, frame, REQUEST_BYTES);
    c->sent_ns[id % MAX_UNDER_WAY] = now;
  }
  if (send(c->fd, out, count * REQUEST_BYTES, 0) != count * REQUEST_BYTES) fail("send");
}

static void check(const uint8_t *reply, uint16_t id) {
  const uint8_t head[9] = {id >> 8, id & 255, 0, 0, 0, REPLY_BYTES - 6, 1, 3, 2 * REGISTERS};
  if (memcmp(reply, head, sizeof head) != 0) {
    fprintf(stderr, "wrong reply to request %d\n", id);
    exit(1);
  }
}

/* Takes what has arrived; gives the number of whole replies. */
static int take(struct connection *c) {
  ssize_t got = recv(c->fd, c->bytes + c->pending, sizeof c->bytes - c->pending, 0);
  if (got <= 0) fail("recv");
  c->pending += got;
  int whole = c->pending / REPLY_BYTES;
  int64_t now = now_ns();
  for (int i = 0; i < whole; i++) {
    uint16_t id = c->received++;
    check(c->bytes + i * REPLY_BYTES, id);
    if (sample_count < MAX_SAMPLES) samples[sample_count++] = now - c->sent_ns[id % MAX_UNDER_WAY];
  }
  c->pending -= whole * REPLY_BYTES;
  memmove(c->bytes, c->bytes + whole * REPLY_BYTES, c->pending);
  replies += whole;
  total += whole;
  return whole;
}

static int ascending(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return (x > y) - (x < y);
}

static void open_connection(struct connection *c, int port, int poller) {
  struct sockaddr_in there = {.sin_family = AF_INET, .sin_port = htons(port)};
  there.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  c->fd = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(c->fd, (struct sockaddr *)&there, sizeof there) != 0) fail("connect");
  int on = 1;
  setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
  epoll_ctl(poller, EPOLL_CTL_ADD, c->fd, &event);
}

int main(int argc, char **argv) {
  if (argc != 5) return 2;
  int port = atoi(argv[1]), count = atoi(argv[2]), depth = atoi(argv[3]);
  int64_t for_ns = atoll(argv[4]) * 1000000;
  if (count < 1 || count > MAX_CONNECTIONS || depth < 1 || depth > MAX_UNDER_WAY) return 2;
  int poller = epoll_create1(0);
  for (int i = 0; i < count; i++) open_connection(&connections[i], port, poller);
  int64_t warm = now_ns() + for_ns / 5, start = 0, end = INT64_MAX, now;
  for (int i = 0; i < count; i++) ask(&connections[i], depth);
  while ((now = now_ns()) < end) {
    if (start == 0 && now > warm) {
      start = now;
      end = now + for_ns;
      replies = sample_count = 0;
    }
    struct epoll_event ready[256];
    int n = epoll_wait(poller, ready, 256, 1000);
    if (n == 0) {
      fprintf(stderr, "no reply for a second\n");
      return 1;
    }
    for (int i = 0; i < n; i++) {
      int answered = take(ready[i].data.ptr);
      if (answered > 0) ask(ready[i].data.ptr, answered);
    }
  }
  qsort(samples, sample_count, sizeof *samples, ascending);
  printf("{\"perS\":%.0f,\"p50Us\":%.1f,\"p99Us\":%.1f,\"total\":%ld}\n", replies * 1e9 / (now - start),
         samples[sample_count / 2] / 1e3, samples[sample_count * 99 / 100] / 1e3, total);
  return 0;
}
