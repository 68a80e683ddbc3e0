using System.Diagnostics;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using static EventDriven.EntryApi.Application.ErrorKind;
using BadRequest = Google.Rpc.BadRequest;
using Status = Google.Rpc.Status;

namespace EventDriven.EntryApi.Grpc;

/// <summary>
/// The errors over gRPC: the status code that orders.proto names, and a google.rpc.Status with fields, reason and
/// delay.
/// </summary>
internal static class GrpcErrors
{
    public static T ValueOrThrow<T>(this Result<T> result)
        where T : class => result.TryGet(out var value, out var error) ? value : throw Exception(error);

    public static RpcException Exception(Error error) => StatusOf(error).ToRpcException();

    /// <summary>Of a field that only gRPC requests have.</summary>
    public static RpcException Field(string name, string wrong) =>
        new Status
        {
            Code = (int)StatusCode.InvalidArgument,
            Message = $"{name} {wrong}",
            Details = { Any.Pack(Violations((name, wrong))) },
        }.ToRpcException();

    /// <summary>Refuses a call before its method runs.</summary>
    public static Task Answer(HttpContext http, Error error) => Answer(http, StatusOf(error));

    public static Task AnswerUnknown(HttpContext http) => Answer(http, new Status { Code = (int)StatusCode.Unknown });

    // A response of headers alone ("Trailers-Only").
    private static Task Answer(HttpContext http, Status status)
    {
        var response = http.Response;
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "application/grpc";
        response.Headers["grpc-status"] = $"{status.Code}";
        response.Headers["grpc-message"] = Uri.EscapeDataString(status.Message);
        response.Headers["grpc-status-details-bin"] = Convert.ToBase64String(status.ToByteArray());
        return Task.CompletedTask;
    }

    private static Status StatusOf(Error error)
    {
        var reason = JsonNamingPolicy.SnakeCaseUpper.ConvertName($"{error.Kind}");
        var status = new Status
        {
            Code = (int)CodeOf(error.Kind),
            Message = error.Detail,
            Details = { Any.Pack(new ErrorInfo { Reason = reason, Domain = "orders.eventdriven" }) },
        };
        if (error.Fields is { } fields)
            status.Details.Add(
                Any.Pack(
                    Violations([
                        .. from field in fields from wrong in field.Value select (InProtobuf(field.Key), wrong),
                    ])
                )
            );
        if (error.Kind == ErrorKind.IdempotencyKey)
            status.Details.Add(Any.Pack(Violations(("idempotency_key", error.Detail))));
        if (error.RetryAfter is { } seconds)
            status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = TimeSpan.FromSeconds(seconds).ToDuration() }));
        return status;
    }

    private static BadRequest Violations(params IEnumerable<(string Field, string Wrong)> violations) =>
        new()
        {
            FieldViolations =
            {
                violations.Select(violation => new BadRequest.Types.FieldViolation
                {
                    Field = violation.Field,
                    Description = violation.Wrong,
                }),
            },
        };

    private static StatusCode CodeOf(ErrorKind kind) =>
        kind switch
        {
            InHand => StatusCode.Aborted,
            AlreadyDecided or IdempotencyKeyReused or NotAwaitingReview or TooLateToCancel =>
                StatusCode.FailedPrecondition,
            // No endpoint has the path.
            NotFound => StatusCode.Unimplemented,
            IdempotencyKey or InvalidParameter or InvalidRequest or RestockRefused or UnreadableBody =>
                StatusCode.InvalidArgument,
            Unauthenticated => StatusCode.Unauthenticated,
            Forbidden => StatusCode.PermissionDenied,
            UnknownOrder or UnknownProduct => StatusCode.NotFound,
            RateLimited or TooManyStreams => StatusCode.ResourceExhausted,
            Unavailable => StatusCode.Unavailable,
            BodyTooLarge or BodyTooSlow or Fault or MethodNotAllowed or TimedOut or UnsupportedMediaType =>
                StatusCode.Unknown,
            _ => throw new UnreachableException($"{kind}"),
        };

    // "shipTo.postalCode" is ship_to.postal_code.
    private static string InProtobuf(string field) => JsonNamingPolicy.SnakeCaseLower.ConvertName(field);
}
