using System.ComponentModel.DataAnnotations;
using FluentValidation;

namespace EventDriven.EntryApi.Endpoints.Requests;

public sealed record DecideReview
{
    /// <summary>Whether the payment is accepted.</summary>
    [Required]
    public bool? Approve { get; init; }

    /// <summary>Required on a rejection, where it becomes the order's reason.</summary>
    [MaxLength(500)]
    public string? Reason { get; init; }
}

public sealed class DecideReviewValidator : AbstractValidator<DecideReview>
{
    public DecideReviewValidator()
    {
        RuleFor(request => request.Approve).NotNull().WithMessage("is required.");
        RuleFor(request => request.Reason)
            .OneLine(500)
            .When(request => request is { Approve: not true } or { Reason.Length: > 0 });
    }
}
