using System.ComponentModel.DataAnnotations;

namespace EventDriven.EntryApi.Endpoints.Requests;

/// <summary>How <see cref="PlaceOrder"/> is paid.</summary>
public sealed record PlaceOrderPayment
{
    /// <summary>The payment provider's token for the means of payment; never a card number.</summary>
    [Required, MaxLength(100)]
    public string? Token { get; init; }
}
