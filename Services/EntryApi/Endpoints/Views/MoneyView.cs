using System.Globalization;
using EventDriven.Contracts;

namespace EventDriven.EntryApi.Endpoints.Views;

/// <summary>Money as clients see it.</summary>
/// <param name="Amount">
/// With two decimals, as text: clients that read numbers as floating point would not keep it exact.
/// </param>
/// <param name="Currency">ISO 4217 code.</param>
public sealed record MoneyView(string Amount, string Currency)
{
    /// <summary>The view of an amount.</summary>
    public static MoneyView Of(Money money)
    {
        ArgumentNullException.ThrowIfNull(money);
        return Of(money.Amount, money.Currency);
    }

    /// <summary>The view of an amount.</summary>
    public static MoneyView Of(decimal amount, string currency) =>
        new(amount.ToString("0.00", CultureInfo.InvariantCulture), currency);
}
