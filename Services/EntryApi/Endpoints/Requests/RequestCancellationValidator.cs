using FluentValidation;

namespace EventDriven.EntryApi.Endpoints.Requests;

/// <summary>What a cancellation must say.</summary>
public sealed class RequestCancellationValidator : AbstractValidator<RequestCancellation>
{
    /// <summary>States the rules.</summary>
    public RequestCancellationValidator() => RuleFor(request => request.Reason).OneLine(500);
}
