import {registry} from "@web/core/registry";
import {stepUtils} from "@web_tour/tour_utils";

registry.category("web_tour.tours").add("relance_manager_tour", {
    url: "/odoo/relance-scenarios",
    steps: () => [
        {
            content: "Open the scenario of businesses",
            trigger: ".o_data_row:contains(Scénario du tour) td[name=name]",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=min_contact_days] input",
            run: "edit 7",
        },
        {
            content: "Open a level",
            trigger: ".o_field_widget[name=level_ids] .o_data_row:first td[name=name]",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=delay_days] input",
            run: "edit 6",
        },
        {
            content: "Its text is shown",
            trigger: ".modal .o_field_widget[name=mail_body]",
        },
        {
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal))",
        },
        ...stepUtils.saveForm(),
    ],
});
