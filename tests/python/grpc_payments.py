"""A gRPC client that was built for no service: it asks the node for its health and for its descriptions, and pays by them.

Run with the address and a key. Prints what it has seen as one line of JSON.
"""

import json
import sys

import grpc
from google.protobuf import descriptor_pool, json_format, message_factory
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

PAYMENTS = "bezant.api.v1.Payments"


def main(address, key):
    with grpc.insecure_channel(address) as channel:
        health = health_pb2_grpc.HealthStub(channel)
        status = health.Check(health_pb2.HealthCheckRequest(service=PAYMENTS), timeout=30).status

        descriptions = ProtoReflectionDescriptorDatabase(channel)
        service = descriptor_pool.DescriptorPool(descriptions).FindServiceByName(PAYMENTS)

        def call(name, fields, credential=key):
            method = service.methods_by_name[name]
            answer = message_factory.GetMessageClass(method.output_type)
            invoke = channel.unary_unary(
                f"/{PAYMENTS}/{name}", request_serializer=lambda m: m.SerializeToString(), response_deserializer=answer.FromString
            )
            message = json_format.ParseDict(fields, message_factory.GetMessageClass(method.input_type)())
            metadata = [("authorization", f"Bearer {credential}")]
            try:
                return json_format.MessageToDict(
                    invoke(message, metadata=metadata, timeout=30), preserving_proto_field_name=True
                )
            except grpc.RpcError as error:
                return {"refused": error.code().name}

        card = {"type": "card", "token": "tok_approved"}
        made = call("Create", {"amount": 4990, "currency": "EUR", "payment_method": card})
        refund = call("CreateRefund", {"id": made["id"], "amount": 4991})
        print(json.dumps({
            "health": health_pb2.HealthCheckResponse.ServingStatus.Name(status),
            "services": sorted(descriptions.get_services()),
            "status": made["status"],
            "same": call("Get", {"id": made["id"]}) == made,
            "refund": refund,
            "stranger": call("Get", {"id": made["id"]}, "bzk_nobody"),
        }))


main(*sys.argv[1:])
