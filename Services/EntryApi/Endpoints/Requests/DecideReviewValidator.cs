using FluentValidation;

namespace EventDriven.EntryApi.Endpoints.Requests;

/// <summary>What an operator's decision must say.</summary>
public sealed class DecideReviewValidator : AbstractValidator<DecideReview>
{
    /// <summary>States the rules.</summary>
    public DecideReviewValidator()
    {
        RuleFor(request => request.Approve).Must(approve => approve is not null).WithMessage("is required.");
        // The customer is told why; an approval needs no reason, and one that is given keeps to the same bounds.
        RuleFor(request => request.Reason)
            .OneLine(500)
            .When(request => request is { Approve: not true } or { Reason.Length: > 0 });
    }
}
