"""An independent master for the functions that mbpoll lacks: prints what it got as JSON."""
import json
import logging
import sys

from pymodbus.client import ModbusTcpClient
from pymodbus.mei_message import ReadDeviceInformationRequest

logging.disable(logging.CRITICAL)
client = ModbusTcpClient("127.0.0.1", port=int(sys.argv[1]))
client.connect()


def code(reply):
    return reply.exception_code if reply.isError() else None


def identification(read_code, object_id):
    reply = client.execute(ReadDeviceInformationRequest(read_code, object_id, unit=1))
    if reply.isError():
        return code(reply)
    return {str(key): value.decode() for key, value in reply.information.items()}


print(
    json.dumps(
        {
            "mask": code(client.mask_write_register(4, 0xF2, 0x25, unit=1)),
            "masked": client.read_holding_registers(4, 1, slave=1).registers,
            "both": client.readwrite_registers(
                read_address=3, read_count=3, write_address=5, write_registers=[7], unit=1
            ).registers,
            "basic": identification(1, 0),
            "regular": identification(2, 0),
            "extended": identification(3, 0x80),
            "one": identification(4, 1),
            "none": identification(4, 9),
        }
    )
)
client.close()
