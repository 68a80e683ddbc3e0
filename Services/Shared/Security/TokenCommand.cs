using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;

namespace EventDriven.Security;

/// <summary>
/// The command <c>token</c> on a host's command line: prints a token of the development key, and nothing else.
/// </summary>
public static class TokenCommand
{
    /// <summary>What it is called.</summary>
    public const string Name = "token";

    /// <summary>The customer whose token is wanted, its id following.</summary>
    public const string CustomerOption = "--customer";

    /// <summary>That an operator's token is wanted.</summary>
    public const string OperatorOption = "--operator";

    /// <summary>What it does, for a list of commands.</summary>
    public const string Usage = $"""
          {Name} {CustomerOption} ID | {Name} {OperatorOption}
                                       print a token for the API, signed with the development key and valid for a day
        """;

    private const int Done = 0;
    private const int Refused = 1;
    private const int Misused = 2;

    /// <summary>Runs the command, if it is this one.</summary>
    /// <param name="builder">
    /// The host: its settings and its environment say whether the development key is accepted.
    /// </param>
    /// <param name="arguments">
    /// The command line: the command comes first; settings (<c>--Name=value</c>) are passed over.
    /// </param>
    /// <returns>
    /// The exit code (0 printed, 1 refused, 2 not understood); null when it is another command, or none.
    /// </returns>
    public static int? TryRun(WebApplicationBuilder builder, IEnumerable<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var command = arguments.Where(argument => !argument.Contains('=')).ToArray();
        if (command is not [Name, .. var wanted])
            return null;

        var settings = AuthenticationSettings.Read(builder.Configuration, builder.Environment);
        if (!settings.UsesDevelopmentKey)
        {
            return Say(
                Refused,
                builder.Environment.IsDevelopment()
                    ? "The settings (Authentication) name another issuer: it issues the tokens, and the development key is not accepted."
                    : $"Tokens of the development key are issued and accepted in Development alone, and this is {builder.Environment.EnvironmentName}. Get one of "
                        + "your identity provider; or, on your own machine, set ASPNETCORE_ENVIRONMENT=Development."
            );
        }

        switch (wanted)
        {
            case [OperatorOption]:
                Console.WriteLine(settings.IssueDevelopmentToken("operator", Scopes.Operate));
                return Done;
            case [CustomerOption, { Length: > 0 } customer] when !customer.StartsWith('-'):
                Console.WriteLine(settings.IssueDevelopmentToken(customer, Scopes.Orders));
                return Done;
            default:
                return Say(Misused, $"Say whose token: {Name} {CustomerOption} c-1, or {Name} {OperatorOption}.");
        }
    }

    private static int Say(int exitCode, string why)
    {
        Console.Error.WriteLine(why);
        return exitCode;
    }
}
