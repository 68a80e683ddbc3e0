using System.Globalization;
using System.Text.RegularExpressions;
using EventDriven.EntryApi.Endpoints.Problems;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Microsoft.AspNetCore.Http.HttpResults;
using BadRequest = Google.Rpc.BadRequest;
using Status = Google.Rpc.Status;

namespace EventDriven.EntryApi.Grpc;

/// <summary>
/// Converts problems to gRPC failures: the code that orders.proto names, and a google.rpc.Status with the fields, the
/// reason and the delay after which to call again.
/// </summary>
internal static partial class Refusal
{
    private const string Domain = "orders.eventdriven";

    /// <summary>The failure for a problem of a call.</summary>
    public static RpcException Of(ProblemHttpResult result) => StatusOf(result).ToRpcException();

    /// <summary>The failure for one invalid field.</summary>
    public static RpcException Field(string name, string wrong) =>
        new Status
        {
            Code = (int)StatusCode.InvalidArgument,
            Message = $"{name} {wrong}",
            Details = { Any.Pack(Violations((name, wrong))) },
        }.ToRpcException();

    /// <summary>Refuses a call before its method runs: a response of headers alone ("Trailers-Only").</summary>
    public static Task Answer(HttpContext http, ProblemHttpResult problem)
    {
        var response = http.Response;
        if (response.Headers.RetryAfter is [{ } seconds])
            problem.ProblemDetails.Extensions.TryAdd(RetryAfterFilter.Seconds, seconds);
        var status = StatusOf(problem);
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "application/grpc";
        response.Headers["grpc-status"] = status.Code.ToString(CultureInfo.InvariantCulture);
        response.Headers["grpc-message"] = Uri.EscapeDataString(status.Message);
        response.Headers["grpc-status-details-bin"] = Convert.ToBase64String(status.ToByteArray());
        return Task.CompletedTask;
    }

    private static Status StatusOf(ProblemHttpResult result)
    {
        var problem = result.ProblemDetails;
        var status = new Status
        {
            Code = (int)CodeOf(problem.Type, result.StatusCode),
            Message = problem.Detail ?? "",
            Details = { Any.Pack(new ErrorInfo { Reason = Reason(problem.Type ?? ""), Domain = Domain }) },
        };
        if (problem is HttpValidationProblemDetails invalid)
        {
            var fields = from field in invalid.Errors from wrong in field.Value select (InProtobuf(field.Key), wrong);
            status.Details.Add(Any.Pack(Violations([.. fields])));
        }

        if (problem.Type == ProblemTypes.IdempotencyKey)
            status.Details.Add(Any.Pack(Violations(("idempotency_key", problem.Detail!))));
        if (problem.Extensions.TryGetValue(RetryAfterFilter.Seconds, out var seconds))
        {
            var delay = TimeSpan.FromSeconds(Convert.ToDouble(seconds, CultureInfo.InvariantCulture));
            status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = delay.ToDuration() }));
        }

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

    private static StatusCode CodeOf(string? type, int status) =>
        (type, status) switch
        {
            (ProblemTypes.InHand, _) => StatusCode.Aborted,
            (ProblemTypes.IdempotencyKeyReused, _) => StatusCode.FailedPrecondition,
            // No endpoint has the path.
            (ProblemTypes.NotFound, _) => StatusCode.Unimplemented,
            (_, StatusCodes.Status400BadRequest or StatusCodes.Status422UnprocessableEntity) =>
                StatusCode.InvalidArgument,
            (_, StatusCodes.Status401Unauthorized) => StatusCode.Unauthenticated,
            (_, StatusCodes.Status403Forbidden) => StatusCode.PermissionDenied,
            (_, StatusCodes.Status404NotFound) => StatusCode.NotFound,
            (_, StatusCodes.Status409Conflict) => StatusCode.FailedPrecondition,
            (_, StatusCodes.Status429TooManyRequests) => StatusCode.ResourceExhausted,
            (_, StatusCodes.Status503ServiceUnavailable) => StatusCode.Unavailable,
            _ => StatusCode.Unknown,
        };

    // "/problems/too-late-to-cancel" is TOO_LATE_TO_CANCEL.
    private static string Reason(string type) =>
        type[(type.LastIndexOf('/') + 1)..].Replace('-', '_').ToUpperInvariant();

    // "shipTo.postalCode" is ship_to.postal_code.
    private static string InProtobuf(string field) =>
        Capital().Replace(field, capital => $"_{char.ToLowerInvariant(capital.ValueSpan[0])}");

    [GeneratedRegex("[A-Z]")]
    private static partial Regex Capital();
}
