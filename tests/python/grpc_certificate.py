"""A gRPC client over TLS that shows a certificate and nothing else: it pays, and asks the ledger.

Run with the address, the authority that it trusts, and its own certificate and key. Prints what came of it as one line of JSON.
"""

import json
import sys

import grpc
from google.protobuf import descriptor_pool, json_format, message_factory
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

# The certificate is for this name, and the address has none.
OPTIONS = [("grpc.ssl_target_name_override", "localhost")]
# An id of 16 bytes that no account has, in Base64.
NOBODY = "AQEBAQEBAQEBAQEBAQEBAQ=="


def read(path):
    with open(path, "rb") as file:
        return file.read()


def call(channel, descriptions, method, fields):
    service, name = method.split("/")
    described = descriptor_pool.DescriptorPool(descriptions).FindServiceByName(service).methods_by_name[name]
    answer = message_factory.GetMessageClass(described.output_type)
    invoke = channel.unary_unary(
        f"/{method}", request_serializer=lambda m: m.SerializeToString(), response_deserializer=answer.FromString
    )
    message = json_format.ParseDict(fields, message_factory.GetMessageClass(described.input_type)())
    try:
        return json_format.MessageToDict(invoke(message, timeout=30), preserving_proto_field_name=True)
    except grpc.RpcError as error:
        return {"refused": error.code().name}


def main(address, root, certificate, key):
    root = read(root)
    with_none = grpc.ssl_channel_credentials(root)
    with_own = grpc.ssl_channel_credentials(root, private_key=read(key), certificate_chain=read(certificate))
    order = {"amount": 4990, "currency": "EUR", "payment_method": {"type": "card", "token": "tok_approved"}}
    with (
        grpc.secure_channel(address, with_none, options=OPTIONS) as plain,
        grpc.secure_channel(address, with_own, options=OPTIONS) as own,
    ):
        # What there is may be asked by anybody who gets a handshake.
        descriptions = ProtoReflectionDescriptorDatabase(plain)
        paid = call(own, descriptions, "bezant.api.v1.Payments/Create", order)
        accounts = call(own, descriptions, "bezant.ledger.v1.Ledger/GetAccounts", {"ids": NOBODY})
        without = call(plain, descriptions, "bezant.api.v1.Payments/Create", order)
    print(json.dumps({
        "payment": paid.get("refused") or paid["status"],
        # That there is no such account is an answer to who may ask.
        "accounts": accounts.get("refused", "OK").replace("NOT_FOUND", "OK"),
        "without": without.get("refused", "OK"),
    }))


main(*sys.argv[1:])
