using System.ComponentModel.DataAnnotations;
using FluentValidation;

namespace EventDriven.EntryApi.Endpoints.Requests;

/// <summary>Body of POST /orders/{orderId}/cancellation.</summary>
public sealed record RequestCancellation
{
    /// <summary>Why the order is no longer wanted; shown in its timeline.</summary>
    [Required, MaxLength(500)]
    public string? Reason { get; init; }
}

public sealed class RequestCancellationValidator : AbstractValidator<RequestCancellation>
{
    public RequestCancellationValidator() => RuleFor(request => request.Reason).OneLine(500);
}
