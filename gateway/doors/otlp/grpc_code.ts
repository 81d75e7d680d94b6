/** Failures as codes of gRPC (`google.rpc.Code`), which OTLP's errors are made of. */
import type { Failure } from "../../../contract/mod.ts";
import { statusOf } from "../../http_status.ts";

export const GRPC = {
  ok: 0,
  unknown: 2,
  invalidArgument: 3,
  permissionDenied: 7,
  resourceExhausted: 8,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
} as const;

export function grpcCodeOf(failure: Failure): number {
  switch (statusOf(failure)) {
    case 401:
      return GRPC.unauthenticated;
    case 403:
      return GRPC.permissionDenied;
    case 429:
      return GRPC.resourceExhausted;
    case 408:
    case 503:
      return GRPC.unavailable;
    default:
      return GRPC.invalidArgument;
  }
}
