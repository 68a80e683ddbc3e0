using System.Globalization;

namespace EventDriven.EntryApi.Endpoints.Views;

/// <summary>An amount of money.</summary>
/// <param name="Amount">
/// With two decimals, as text: clients that read numbers as floating point would not keep it exact.
/// </param>
/// <param name="Currency">ISO 4217 code.</param>
public sealed record MoneyView(string Amount, string Currency)
{
    /// <summary>The total of an order; null until it is priced.</summary>
    public static MoneyView? Of(TimelineEntry? latest) =>
        latest is { TotalAmount: { } amount, TotalCurrency: { } currency } ? Of(amount, currency) : null;

    public static MoneyView Of(decimal amount, string currency) =>
        new(amount.ToString("0.00", CultureInfo.InvariantCulture), currency);
}
