using System.CommandLine;
using System.CommandLine.Help;
using System.Text.RegularExpressions;

namespace EventDriven.ServiceDefaults;

/// <summary>
/// The command line of a host. Arguments other than commands and options are settings: <c>--Name=value</c> or
/// <c>--Name value</c>.
/// </summary>
public static partial class HostCommand
{
    private const int Failed = 1;
    private const int NotUnderstood = 2;

    /// <summary>
    /// Runs the command and returns its exit code; 1 if the host refuses to start, 2 if the arguments are not
    /// understood. Standard error then says why, without a stack trace.
    /// </summary>
    public static async Task<int> RunAsync(this RootCommand command, string[] arguments)
    {
        command.TreatUnmatchedTokensAsErrors = false;
        // The parser would take the next option for the value.
        foreach (var option in command.Options.Concat(command.Subcommands.SelectMany(each => each.Options)))
            option.Validators.Add(result =>
            {
                if (result.Tokens.Any(token => token.Value is "" or ['-', ..]))
                    result.AddError($"{option.Name} needs a value.");
            });
        var parsed = command.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });

        var errors = parsed.Errors.Select(error => error.Message).ToList();
        if (parsed.Action is not HelpAction && FindUnknown(parsed.UnmatchedTokens) is { } unknown)
            errors.Add($"'{unknown}' is not a command, an option or a setting with a value (--Name=value).");
        if (errors.Count > 0)
        {
            await Console.Error.WriteLineAsync(
                string.Join(Environment.NewLine, [.. errors, "Add --help to see the commands and options."])
            );
            return NotUnderstood;
        }

        try
        {
            // The host itself handles SIGTERM and Ctrl+C.
            return await parsed.InvokeAsync(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }
            );
        }
        catch (Exception exception) when (StartRefusal.Of(exception) is { Count: > 0 } sentences)
        {
            await Console.Error.WriteLineAsync(string.Join(Environment.NewLine, sentences));
            return Failed;
        }
    }

    private static string? FindUnknown(IReadOnlyList<string> settings)
    {
        for (var i = 0; i < settings.Count; i++)
        {
            if (NameWithValue().IsMatch(settings[i]))
                continue;
            if (
                !settings[i].StartsWith("--", StringComparison.Ordinal)
                || i + 1 == settings.Count
                || settings[i + 1].StartsWith('-')
            )
                return settings[i];
            i++;
        }

        return null;
    }

    [GeneratedRegex("^(--)?[^-=][^=]*=")]
    private static partial Regex NameWithValue();
}
