using System.Globalization;
using System.Text.RegularExpressions;

namespace EventDriven.Operations.Orders;

/// <summary>How the names of contracts and the lengths of time are said to people.</summary>
public static partial class Wording
{
    /// <summary>A name in words, such as "Booking shipment" for BookingShipment.</summary>
    public static string Words(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return WordBoundary().Replace(name, match => $" {match.Value.ToLowerInvariant()}");
    }

    /// <summary>What a participant is to do, as the end of "Waiting for Shipping to ...".</summary>
    public static string ToDo(string step) =>
        step switch
        {
            "ReserveStock" => "hold the stock",
            "AuthorisePayment" => "authorise the payment",
            "ReviewPayment" => "review the payment",
            "BookShipment" => "book the parcel",
            "CapturePayment" => "take the payment",
            "DispatchShipment" => "hand the parcel over",
            "RefundPayment" => "refund the payment",
            "CancelShipment" => "cancel the parcel",
            "VoidPayment" => "void the authorisation",
            "ReleaseStock" => "release the stock",
            _ => $"answer {step}",
        };

    /// <summary>
    /// A length of time as precise as anybody wants to know it: 3.2 s, 18 s, 5 min, 2 h 10 min, 3 d 4 h. Less than none
    /// is none.
    /// </summary>
    public static string Length(TimeSpan time)
    {
        if (time < TimeSpan.Zero)
            time = TimeSpan.Zero;
        return time switch
        {
            { TotalMilliseconds: < 999.5 } => Text($"{time.TotalMilliseconds:0} ms"),
            { TotalSeconds: < 9.95 } => Text($"{time.TotalSeconds:0.#} s"),
            { TotalSeconds: < 120 } => Text($"{(int)time.TotalSeconds} s"),
            { TotalMinutes: < 120 } => Text($"{(int)time.TotalMinutes} min"),
            { TotalHours: < 48 } => Text($"{(int)time.TotalHours} h {time.Minutes} min"),
            _ => Text($"{(int)time.TotalDays} d {time.Hours} h"),
        };
    }

    /// <summary>The same in whole seconds, for what goes on while it is looked at.</summary>
    public static string Age(TimeSpan time) =>
        time.TotalSeconds < 120 ? Text($"{Math.Max(0, (int)time.TotalSeconds)} s") : Length(time);

    /// <summary>How long it is until then: "in 18 s"; "now" from then on.</summary>
    public static string Until(DateTimeOffset at, DateTimeOffset now) => at > now ? $"in {Age(at - now)}" : "now";

    /// <summary>An amount of money, as 59.80 EUR; null when it is not known.</summary>
    public static string? Money(decimal? amount, string? currency) =>
        amount is null ? null : Text($"{amount:0.00} {currency}");

    /// <summary>A service as people call it, such as Entry API for entry-api.</summary>
    public static string Service(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return name == "entry-api" ? "Entry API" : $"{char.ToUpperInvariant(name[0])}{name[1..]}";
    }

    /// <summary>A day and its time, to the second, in UTC.</summary>
    public static string Full(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => FormattableString.Invariant(text);

    [GeneratedRegex("(?<=[a-z])[A-Z]")]
    private static partial Regex WordBoundary();
}
