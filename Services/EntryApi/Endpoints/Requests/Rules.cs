using System.Text.RegularExpressions;
using FluentValidation;

namespace EventDriven.EntryApi.Endpoints.Requests;

internal static partial class Rules
{
    /// <summary>
    /// Required, bounded, and without control characters, which could reach terminals; PostgreSQL stores no NUL.
    /// </summary>
    public static IRuleBuilderOptions<T, string?> OneLine<T>(
        this IRuleBuilderInitial<T, string?> rule,
        int maxLength
    ) =>
        rule.Cascade(CascadeMode.Stop)
            .NotEmpty()
            .WithMessage("is required.")
            .Must(value => CharactersIn(value!) <= maxLength)
            .WithMessage($"must have at most {maxLength} characters.")
            .Must(value => !ControlCharacters().IsMatch(value!))
            .WithMessage("must not have line breaks or other control characters.");

    public static IRuleBuilderOptions<T, int?> From1To<T>(this IRuleBuilderInitial<T, int?> rule, int max) =>
        rule.Cascade(CascadeMode.Stop)
            .NotNull()
            .WithMessage("is required.")
            .Must(value => value >= 1 && value <= max)
            .WithMessage($"must be from 1 to {max}.");

    /// <summary>Unicode code points, as JSON Schema's maxLength and PostgreSQL's varchar count.</summary>
    public static int CharactersIn(string text) => text.EnumerateRunes().Count();

    [GeneratedRegex(@"[\p{Cc}\u2028\u2029]")]
    private static partial Regex ControlCharacters();
}
