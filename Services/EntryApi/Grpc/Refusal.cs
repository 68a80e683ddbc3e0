using System.Globalization;
using System.Text.RegularExpressions;
using EventDriven.EntryApi.Endpoints.Problems;
using EventDriven.ServiceDefaults;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Microsoft.AspNetCore.Http.HttpResults;
using BadRequest = Google.Rpc.BadRequest;
using RpcStatus = Google.Rpc.Status;
using Status = Grpc.Core.Status;

namespace EventDriven.EntryApi.Grpc;

/// <summary>
/// Problems, as gRPC tells them: the code that orders.proto names, and a google.rpc.Status in the trailer
/// grpc-status-details-bin with the fields, the reason and when to call again.
/// </summary>
internal static partial class Refusal
{
    private const string Domain = "orders.eventdriven";

    /// <summary>Runs a call; a database that is away is UNAVAILABLE, as over HTTP it is 503.</summary>
    public static async Task<T> Told<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (Exception exception) when (exception is not RpcException && ServiceDatabase.IsAway(exception))
        {
            throw new RpcException(
                new Status(StatusCode.Unavailable, "Orders can be neither read nor accepted at the moment.")
            );
        }
    }

    /// <summary>The failure of a call that a problem stands for.</summary>
    public static RpcException Of(ProblemHttpResult result)
    {
        var problem = result.ProblemDetails;
        var code = CodeOf(problem.Type, result.StatusCode);
        var details = new RpcStatus
        {
            Code = (int)code,
            Message = problem.Detail ?? "",
            Details = { Any.Pack(new ErrorInfo { Reason = Reason(problem.Type ?? ""), Domain = Domain }) },
        };
        if (problem is HttpValidationProblemDetails invalid)
        {
            details.Details.Add(
                Any.Pack(
                    new BadRequest
                    {
                        FieldViolations =
                        {
                            invalid.Errors.SelectMany(field =>
                                field.Value.Select(wrong => new BadRequest.Types.FieldViolation
                                {
                                    Field = InProtobuf(field.Key),
                                    Description = wrong,
                                })
                            ),
                        },
                    }
                )
            );
        }

        if (problem.Type == ProblemTypes.IdempotencyKey)
            details.Details.Add(Any.Pack(Violation("idempotency_key", problem.Detail!)));
        if (problem.Extensions.TryGetValue(RetryAfterFilter.Seconds, out var seconds))
        {
            var delay = TimeSpan.FromSeconds(Convert.ToDouble(seconds, CultureInfo.InvariantCulture));
            details.Details.Add(Any.Pack(new RetryInfo { RetryDelay = delay.ToDuration() }));
        }

        return With(code, details);
    }

    /// <summary>The failure of a call that has something impossible in one field.</summary>
    public static RpcException Field(string name, string wrong) =>
        With(
            StatusCode.InvalidArgument,
            new RpcStatus
            {
                Code = (int)StatusCode.InvalidArgument,
                Message = $"{name} {wrong}",
                Details = { Any.Pack(Violation(name, wrong)) },
            }
        );

    private static BadRequest Violation(string field, string wrong) =>
        new()
        {
            FieldViolations =
            {
                new BadRequest.Types.FieldViolation { Field = field, Description = wrong },
            },
        };

    private static RpcException With(StatusCode code, RpcStatus details) =>
        new(new Status(code, details.Message), new Metadata { { "grpc-status-details-bin", details.ToByteArray() } });

    private static StatusCode CodeOf(string? type, int status) =>
        (type, status) switch
        {
            (ProblemTypes.InHand, _) => StatusCode.Aborted,
            (ProblemTypes.IdempotencyKeyReused, _) => StatusCode.FailedPrecondition,
            (_, StatusCodes.Status400BadRequest or StatusCodes.Status422UnprocessableEntity) =>
                StatusCode.InvalidArgument,
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
