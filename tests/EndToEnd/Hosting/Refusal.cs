namespace EventDriven.EndToEnd.Tests.Hosting;

/// <summary>An answer that was not the one hoped for: what a client needs to know to ask again.</summary>
internal sealed record Refusal(int Status, string? MediaType, bool SaysWhenToComeAgain)
{
    public static Refusal Of(HttpResponseMessage answer) =>
        new(
            (int)answer.StatusCode,
            answer.Content.Headers.ContentType?.MediaType,
            answer.Headers.RetryAfter is not null
        );
}
