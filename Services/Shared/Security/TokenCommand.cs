using System.CommandLine;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;

namespace EventDriven.Security;

/// <summary>The command <c>token</c>: prints a token signed with the development key.</summary>
public static class TokenCommand
{
    private const int Done = 0;
    private const int Refused = 1;

    private static readonly Option<string> Customer = new("--customer")
    {
        HelpName = "ID",
        Description = "A token of the customer with this ID.",
    };

    private static readonly Option<bool> Operator = new("--operator") { Description = "A token of an operator." };

    /// <summary>Exit code 1: the host does not accept the development key.</summary>
    public static Command Create(Func<ParseResult, WebApplicationBuilder> host)
    {
        var command = new Command(
            "token",
            "Print a token for the API, signed with the development key and valid for a day."
        )
        {
            Customer,
            Operator,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(Customer) is null == result.GetResult(Operator) is null)
                result.AddError("Give the token's owner: --customer ID or --operator.");
        });
        command.SetAction(parsed => Print(parsed, host(parsed)));
        return command;
    }

    private static int Print(ParseResult parsed, WebApplicationBuilder host)
    {
        var settings = AuthenticationSettings.Read(host.Configuration, host.Environment);
        if (!settings.UsesDevelopmentKey)
        {
            parsed.InvocationConfiguration.Error.WriteLine(
                host.Environment.IsDevelopment()
                    ? "The settings (Authentication) name another issuer. Get the token from that issuer."
                    : "The development key is accepted only in the environment Development, and this is "
                        + $"{host.Environment.EnvironmentName}. Get a token from your identity provider, or set "
                        + "ASPNETCORE_ENVIRONMENT=Development on your own machine."
            );
            return Refused;
        }

        parsed.InvocationConfiguration.Output.WriteLine(
            parsed.GetValue(Operator)
                ? settings.IssueDevelopmentToken("operator", Scopes.Operate)
                : settings.IssueDevelopmentToken(parsed.GetRequiredValue(Customer), Scopes.Orders)
        );
        return Done;
    }
}
