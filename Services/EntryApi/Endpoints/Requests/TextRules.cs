using System.Text.RegularExpressions;
using FluentValidation;

namespace EventDriven.EntryApi.Endpoints.Requests;

/// <summary>The rules for every text that a client sends.</summary>
internal static partial class TextRules
{
    /// <summary>
    /// Required, of bounded length, and one line: control characters could reach terminals and other people's pages,
    /// and PostgreSQL stores no NUL.
    /// </summary>
    public static IRuleBuilderOptions<T, string?> OneLine<T>(
        this IRuleBuilderInitial<T, string?> rule,
        int maxLength
    ) =>
        rule.Cascade(CascadeMode.Stop)
            .Must(value => !string.IsNullOrWhiteSpace(value))
            .WithMessage("is required.")
            .Must(value => CharactersIn(value!) <= maxLength)
            .WithMessage($"must have at most {maxLength} characters.")
            .Must(value => !ControlCharacters().IsMatch(value!))
            .WithMessage("must not have line breaks or other control characters.");

    /// <summary>In Unicode code points, as JSON Schema's maxLength and PostgreSQL's varchar count.</summary>
    public static int CharactersIn(string text) => text.EnumerateRunes().Count();

    [GeneratedRegex(@"[\p{Cc}\u2028\u2029]")]
    private static partial Regex ControlCharacters();
}
