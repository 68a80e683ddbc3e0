using System.ComponentModel.DataAnnotations;
using FluentValidation;

namespace EventDriven.EntryApi.Endpoints.Requests;

public sealed record RequestRestock
{
    /// <summary>Delivered pieces.</summary>
    [Required, Range(1, RequestRestockValidator.MaxQuantity)]
    public int? Quantity { get; init; }
}

public sealed class RequestRestockValidator : AbstractValidator<RequestRestock>
{
    /// <summary>One more digit is more often a typing error than a delivery.</summary>
    public const int MaxQuantity = 100_000;

    public RequestRestockValidator() => RuleFor(request => request.Quantity).From1To(MaxQuantity);
}
