using System.Text.RegularExpressions;
using EventDriven.ServiceDefaults;
using FluentValidation;

namespace EventDriven.EntryApi.Endpoints.Requests;

/// <summary>
/// Unknown products, missing stock and declined payments are no errors of the request: they end an accepted order.
/// </summary>
public sealed partial class PlaceOrderValidator : AbstractValidator<PlaceOrder>
{
    /// <summary>Reserving stock for more lines at once would delay other orders.</summary>
    public const int MaxLines = 50;

    public const int MaxQuantity = 1000;

    public PlaceOrderValidator()
    {
        RuleFor(order => order.CustomerId).OneLine(64);
        RuleFor(order => order.Email)
            .OneLine(EmailAddress.MaxLength)
            .Must(email => EmailAddress.IsValid(email!))
            .WithMessage("must be an e-mail address in ASCII, such as ada@example.com.");

        RuleFor(order => order.Lines)
            .Cascade(CascadeMode.Stop)
            .NotEmpty()
            .WithMessage("must have at least one line.")
            .Must(lines => lines!.Count <= MaxLines)
            .WithMessage($"must have at most {MaxLines} lines.");
        // Without the bound, the answer could have any number of errors.
        When(
            order => order.Lines is { Count: <= MaxLines },
            () =>
            {
                RuleForEach(order => order.Lines).NotNull().WithMessage("must not be null.");
                RuleForEach(order => order.Lines)
                    .ChildRules(line =>
                    {
                        line.RuleFor(l => l!.Sku).OneLine(64);
                        line.RuleFor(l => l!.Quantity).From1To(MaxQuantity);
                    });
                RuleFor(order => order.Lines)
                    .Custom(
                        (lines, context) =>
                        {
                            var seen = new HashSet<string>();
                            for (var i = 0; i < lines!.Count; i++)
                            {
                                if (lines[i]?.Sku is { } sku && !string.IsNullOrWhiteSpace(sku) && !seen.Add(sku))
                                    context.AddFailure(
                                        $"Lines[{i}].Sku",
                                        "is on another line already; give one line with the sum."
                                    );
                            }
                        }
                    );
            }
        );

        RuleFor(order => order.Payment).NotNull().WithMessage("is required.");
        RuleFor(order => order.Payment!.Token)
            .OneLine(100)
            .Must(token => Token().IsMatch(token!))
            .WithMessage("must be a token: letters, digits, '_' and '-'.")
            .Must(token => !CardNumber().IsMatch(token!))
            .WithMessage("must be a token of the payment provider, never a card number.")
            .When(order => order.Payment is not null);

        RuleFor(order => order.ShipTo).NotNull().WithMessage("is required.");
        When(
            order => order.ShipTo is not null,
            () =>
            {
                RuleFor(order => order.ShipTo!.Name).OneLine(100);
                RuleFor(order => order.ShipTo!.Street).OneLine(200);
                RuleFor(order => order.ShipTo!.City).OneLine(100);
                RuleFor(order => order.ShipTo!.PostalCode).OneLine(20);
                RuleFor(order => order.ShipTo!.Country)
                    .OneLine(60)
                    .Must(country => Countries.Codes.Contains(country!))
                    .WithMessage("must be an ISO 3166-1 alpha-2 code in capitals, such as DE.");
            }
        );
    }

    [GeneratedRegex(@"^[A-Za-z0-9_-]+\z")]
    private static partial Regex Token();

    [GeneratedRegex(@"^[0-9-]{12,}\z")]
    private static partial Regex CardNumber();
}
