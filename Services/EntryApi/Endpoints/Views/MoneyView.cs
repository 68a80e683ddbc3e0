using System.Globalization;

namespace EventDriven.EntryApi.Endpoints.Views;

/// <param name="Amount">With two decimals, as text, because clients read numbers as floating point.</param>
/// <param name="Currency">ISO 4217 code.</param>
public sealed record MoneyView(string Amount, string Currency)
{
    /// <summary>Null until the order is priced.</summary>
    public static MoneyView? Of(TimelineEntry? latest) =>
        latest is { TotalAmount: { } amount, TotalCurrency: { } currency } ? Of(amount, currency) : null;

    public static MoneyView Of(decimal amount, string currency) =>
        new(amount.ToString("0.00", CultureInfo.InvariantCulture), currency);
}
