using FluentValidation;

namespace EventDriven.EntryApi.Endpoints.Requests;

/// <summary>What a restock must say. Whether the product exists is Inventory's to say.</summary>
public sealed class RequestRestockValidator : AbstractValidator<RequestRestock>
{
    /// <summary>The most pieces of one restock: one more digit is more often a slip than a delivery.</summary>
    public const int MaxQuantity = 100_000;

    /// <summary>States the rules.</summary>
    public RequestRestockValidator() =>
        RuleFor(request => request.Quantity)
            .Cascade(CascadeMode.Stop)
            .Must(quantity => quantity is not null)
            .WithMessage("is required.")
            .Must(quantity => quantity is >= 1 and <= MaxQuantity)
            .WithMessage($"must be from 1 to {MaxQuantity}.");
}
