using System.Text.RegularExpressions;
using FluentValidation;

namespace EventDriven.EntryApi.Endpoints.Requests;

/// <summary>What every text that a client sends has to keep to.</summary>
internal static partial class TextRules
{
    /// <summary>
    /// Present, of bounded length, and of one line: control characters would reach mail headers and terminals, and
    /// PostgreSQL stores no NUL.
    /// </summary>
    public static IRuleBuilderOptions<T, string?> OneLine<T>(
        this IRuleBuilderInitial<T, string?> rule,
        int maxLength
    ) =>
        rule.Cascade(CascadeMode.Stop)
            .Must(value => !string.IsNullOrWhiteSpace(value))
            .WithMessage("is required.")
            .Must(value => value!.Length <= maxLength)
            .WithMessage($"must have at most {maxLength} characters.")
            .Must(value => !ControlCharacters().IsMatch(value!))
            .WithMessage("must not have line breaks or other control characters.");

    [GeneratedRegex(@"[\p{Cc}\u2028\u2029]")]
    private static partial Regex ControlCharacters();
}
