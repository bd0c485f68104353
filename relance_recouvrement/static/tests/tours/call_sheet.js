import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("relance_call_sheet_tour", {
    url: "/odoo/relance-cases",
    steps: () => [
        {
            content: "The call sheet, from the card",
            trigger:
                ".o_kanban_record:contains(Boulangerie Morel) [name=action_open_call_sheet]",
            run: "click",
        },
        {
            content: "What is owed, line by line",
            trigger:
                ".o_relance_call_sheet .o_field_widget[name=line_ids] .o_data_row:contains(800.00)",
        },
        {
            content: "The number dials",
            trigger: ".o_relance_call_sheet a[href^='tel:0240000001']",
        },
        {
            content: "Nothing is typed yet: it cannot be saved",
            trigger:
                ".o_relance_call_sheet:not(:has(button[name=action_save_recap]:visible))",
        },
        {
            trigger: ".o_relance_call_sheet .o_selection_badge[value='\"promise\"']",
            run: "click",
        },
        {
            content: "What is late is promised",
            trigger:
                ".o_field_widget[name=line_ids] td[name=amount_agreed]:contains(800.00)",
        },
        {
            trigger: ".o_relance_call_sheet .o_field_widget[name=note] textarea",
            run: "edit Virement jeudi",
        },
        {
            content: "Without a date",
            trigger: "button[name=action_save_recap]",
            run: "click",
        },
        {
            content: "It says what is missing",
            trigger: ".o_error_dialog .btn-primary, .modal .modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "What was typed is still there",
            trigger:
                "body:not(:has(.modal)) .o_field_widget[name=note] textarea:value(Virement jeudi)",
        },
        {
            trigger:
                ".o_field_widget[name=promise_date] input, .o_field_widget[name=promise_date] button",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=promise_date] input",
            run: "edit +7d",
        },
        {
            trigger: "button[name=action_save_recap]",
            run: "click",
        },
        {
            content: "The recap is ready: one click more",
            trigger: ".modal .o_field_widget[name=body]:contains(Claire Petit)",
        },
        {
            trigger: ".modal .o_mail_send, .modal button[name=action_send_mail]",
            run: "click",
        },
        {
            content: "Recorded, and sent",
            trigger:
                "body:not(:has(.modal)) .o_relance_call_sheet .alert-success:contains(Recap sent)",
        },
        {
            trigger: "button[name=action_close]",
            run: "click",
        },
        {
            content: "Back to the cards, with what was promised",
            trigger:
                ".o_kanban_record:contains(Boulangerie Morel) .badge:contains(1,000.00)",
        },
    ],
});
