using System.Xml.Linq;
using EventDriven.Operations.Domain;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace EventDriven.Operations.Security;

/// <summary>
/// Keeps the keys of cookies and forms in the console's database: neither a restart nor another replica signs anybody
/// out.
/// </summary>
internal sealed class SignInKeys(IServiceScopeFactory scopes) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var scope = scopes.CreateScope();
        var db = scope.ServiceProvider.GetRequiredService<OperationsDbContext>();
        return [.. db.SignInKeys.Select(key => key.Xml).AsEnumerable().Select(xml => XElement.Parse(xml))];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var scope = scopes.CreateScope();
        var db = scope.ServiceProvider.GetRequiredService<OperationsDbContext>();
        db.SignInKeys.Add(
            new SignInKey { Id = Guid.CreateVersion7(), Xml = element.ToString(SaveOptions.DisableFormatting) }
        );
        db.SaveChanges();
    }
}
