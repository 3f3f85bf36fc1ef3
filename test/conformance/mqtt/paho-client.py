"""What a broker does for the paho client of Debian (python3-paho-mqtt), as lines "name: ok" or "name: what was wrong".

usage: paho-client.py <port>
"""
import queue
import socket
import sys

import paho.mqtt.client as paho

PORT = int(sys.argv[1])
PATIENCE_S = 20


class Client:
    """A client in a thread of its own; what happens to it comes out of queues."""

    def __init__(self, name, clean=True, will=None, keepalive=60):
        self.connected, self.gone, self.granted, self.messages = (queue.Queue() for _ in range(4))
        self.released, self.unsubscribed = queue.Queue(), queue.Queue()
        self.paho = paho.Client(name, clean_session=clean)
        self.paho.on_connect = lambda _c, _u, flags, code: self.connected.put((code, flags["session present"]))
        self.paho.on_disconnect = lambda _c, _u, code: self.gone.put(code)
        self.paho.on_subscribe = lambda _c, _u, _id, granted: self.granted.put(granted)
        self.paho.on_unsubscribe = lambda _c, _u, _id: self.unsubscribed.put(True)
        self.paho.on_message = lambda _c, _u, m: self.messages.put((m.topic, m.payload.decode(), m.qos, m.retain))
        if will is not None:
            self.paho.will_set(*will)
        self.paho.connect("127.0.0.1", PORT, keepalive)
        self.paho.loop_start()
        self.code, self.present = self.connected.get(timeout=PATIENCE_S)

    def subscribe(self, *filters):
        self.paho.subscribe(list(filters))
        return list(self.granted.get(timeout=PATIENCE_S))

    def unsubscribe(self, name):
        self.paho.unsubscribe(name)
        self.unsubscribed.get(timeout=PATIENCE_S)

    def publish(self, topic, text, qos=1, retain=False):
        self.paho.publish(topic, text, qos, retain).wait_for_publish(PATIENCE_S)

    def hear(self, count):
        return [self.messages.get(timeout=PATIENCE_S) for _ in range(count)]

    def nothing_before(self, topic):
        """What has come before a message of its own, which overtakes nothing at its level of service."""
        self.publish(topic, "end", 2)
        heard = []
        while True:
            message = self.messages.get(timeout=PATIENCE_S)
            if message[0] == topic:
                return heard
            heard.append(message)

    def leave(self):
        self.paho.disconnect()
        self.gone.get(timeout=PATIENCE_S)
        self.paho.loop_stop()

    def vanish(self):
        self.paho._sock.shutdown(socket.SHUT_RDWR)
        self.paho.loop_stop()


def basic():
    a = Client("basic")
    same([2], a.subscribe(("TopicA", 2)))
    for qos in (0, 1, 2):
        a.publish("TopicA", f"qos {qos}", qos)
    same([("TopicA", f"qos {qos}", qos, 0) for qos in (0, 1, 2)], a.hear(3))
    a.leave()


def retained():
    a = Client("retained")
    for qos in (0, 1, 2):
        a.publish(f"kept/{qos}", f"qos {qos}", qos, True)
    a.subscribe(("+/+", 2))
    same([(f"kept/{qos}", f"qos {qos}", qos, 1) for qos in (0, 1, 2)], sorted(a.hear(3)))
    a.unsubscribe("+/+")
    for qos in (0, 1, 2):
        a.publish(f"kept/{qos}", "", qos, True)
    a.subscribe(("+/+", 2))
    same([], a.nothing_before("retained/end"))
    a.leave()


def offline():
    a = Client("offline", clean=False)
    same(0, a.present)
    a.subscribe(("away/+", 2))
    a.leave()
    b = Client("online")
    for qos in (1, 2):
        b.publish(f"away/{qos}", f"qos {qos}", qos)
    b.leave()
    a = Client("offline", clean=False)
    same(1, a.present)
    same([("away/1", "qos 1", 1, 0), ("away/2", "qos 2", 2, 0)], sorted(a.hear(2)))
    a.leave()


def will():
    b = Client("listener")
    b.subscribe(("will", 2))
    Client("dying", will=("will", "gone", 2, False)).vanish()
    same([("will", "gone", 2, 0)], b.hear(1))
    Client("leaving", will=("will", "gone", 2, False)).leave()
    b.subscribe(("will/end", 2))
    same([], b.nothing_before("will/end"))
    b.leave()


def overlapping():
    a = Client("overlapping")
    same([2, 1], a.subscribe(("TopicA/#", 2), ("TopicA/+", 1)))
    a.publish("TopicA/C", "both", 2)
    a.subscribe(("over/end", 2))
    same([("TopicA/C", "both", 2, 0)], a.nothing_before("over/end"))
    a.leave()


def keepalive():
    b = Client("watcher", keepalive=0)
    b.subscribe(("silent", 1))
    a = Client("silent", will=("silent", "too long", 1, False), keepalive=1)
    a.paho.loop_stop()
    same([("silent", "too long", 1, 0)], b.hear(1))
    b.leave()


def redelivery():
    a = Client("redelivery", clean=False)
    a.subscribe(("again/#", 2))
    a.paho.loop_stop()
    b = Client("sender")
    b.publish("again/1", "one", 1)
    b.publish("again/2", "two", 2)
    b.leave()
    a.vanish()
    a = Client("redelivery", clean=False)
    same([("again/1", "one", 1, 0), ("again/2", "two", 2, 0)], sorted(a.hear(2)))
    a.leave()


def zero_length():
    a = Client("")
    same(0, a.code)
    a.leave()


def dollar():
    a = Client("dollar")
    a.subscribe(("+/+", 2), ("#", 2))
    a.publish("$own/a", "hidden", 1)
    same([], a.nothing_before("dollar/end"))
    a.leave()


def many():
    a = Client("many")
    a.subscribe(("many", 2))
    b = Client("sender")
    for index in range(2000):
        b.paho.publish("many", str(index), 2)
    same([str(index) for index in range(2000)], [payload for _, payload, _, _ in a.hear(2000)])
    a.leave()
    b.leave()


def same(expected, found):
    if expected != found:
        raise AssertionError(f"expected {expected}, found {found}")


for test in (basic, retained, offline, will, overlapping, keepalive, redelivery, zero_length, dollar, many):
    try:
        test()
        print(f"{test.__name__}: ok", flush=True)
    except (AssertionError, queue.Empty, OSError) as error:
        print(f"{test.__name__}: {error!r}", flush=True)
