using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace EventDriven.Security;

internal sealed class AuthenticationSettingsValidator(IHostEnvironment environment)
    : IValidateOptions<AuthenticationSettings>
{
    public ValidateOptionsResult Validate(string? name, AuthenticationSettings options)
    {
        if (options.UsesDevelopmentKey)
            return ValidateOptionsResult.Success;

        List<string> errors = [];
        if (options is { Authority: null, PublicKey: null, PublicKeyFile: null })
        {
            errors.Add(
                "Nothing says whose tokens are accepted. Set Authentication:Authority to the address of your OpenID "
                    + "Connect provider, for instance as the environment variable "
                    + "Authentication__Authority=https://login.example.com/realms/shop, or "
                    + "Authentication:PublicKeyFile to the issuer's public key (PEM) with Authentication:Issuer. "
                    + "The development key is accepted in "
                    + $"Development alone, and this is {environment.EnvironmentName}: on your own machine, set "
                    + "ASPNETCORE_ENVIRONMENT=Development."
            );
        }

        if (options.Authority is not null && (options.PublicKey ?? options.PublicKeyFile ?? options.Issuer) is not null)
        {
            errors.Add(
                "Authentication:Authority says issuer and keys itself: set it, or Authentication:Issuer with "
                    + "Authentication:PublicKey or PublicKeyFile, and not both."
            );
        }

        if (options.PublicKey is not null && options.PublicKeyFile is not null)
            errors.Add("Authentication:PublicKey and Authentication:PublicKeyFile are both set: set one of them.");
        if (options.Authority is { } authority && !IsAcceptable(authority))
        {
            errors.Add(
                $"Authentication:Authority is '{authority}', and must be an address that begins with https://"
                    + (environment.IsDevelopment() ? " (or http://, in Development)." : ".")
            );
        }

        if ((options.PublicKey ?? options.PublicKeyFile) is not null && options.Issuer is null)
            errors.Add(
                "Authentication:Issuer is missing: with a public key, set it to the iss of the tokens that "
                    + "are signed with it."
            );
        if (options.KeyRefusal is { } refusal)
            errors.Add(
                options.PublicKey is null
                    ? $"Authentication:PublicKeyFile ({options.PublicKeyFile}): {refusal}"
                    : $"Authentication:PublicKey: {refusal}"
            );
        if (options.Audience is null)
            errors.Add(
                "Authentication:Audience is missing: set it to the aud by which your tokens name this API, "
                    + "for instance Authentication__Audience=orders-api."
            );

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private bool IsAcceptable(string authority) =>
        Uri.TryCreate(authority, UriKind.Absolute, out var address)
        && (
            address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && environment.IsDevelopment())
        );
}
