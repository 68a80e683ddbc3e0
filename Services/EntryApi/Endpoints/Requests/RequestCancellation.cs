using System.ComponentModel.DataAnnotations;
using FluentValidation;

namespace EventDriven.EntryApi.Endpoints.Requests;

public sealed record RequestCancellation
{
    /// <summary>Shown in the order's timeline.</summary>
    [Required, MaxLength(500)]
    public string? Reason { get; init; }
}

public sealed class RequestCancellationValidator : AbstractValidator<RequestCancellation>
{
    public RequestCancellationValidator() => RuleFor(request => request.Reason).OneLine(500);
}
